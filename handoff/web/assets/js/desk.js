import "/vendor/turbo.js"
import { Application } from "/vendor/stimulus.js"
import ArrivalController from "./controllers/arrival.js"
import ClockController from "./controllers/clock.js"
import ComposerController from "./controllers/composer.js"
import CurrentController from "./controllers/current.js"
import FilesController from "./controllers/files.js"
import LightboxController from "./controllers/lightbox.js"
import LiveController from "./controllers/live.js"
import NotifyController from "./controllers/notify.js"
import PickerController from "./controllers/picker.js"
import PreviewController from "./controllers/preview.js"
import QuoteController from "./controllers/quote.js"
import ReactionsController from "./controllers/reactions.js"
import ReadingController from "./controllers/reading.js"
import ScrollController from "./controllers/scroll.js"
import TitleController from "./controllers/title.js"
import TypingController from "./controllers/typing.js"

const application = Application.start()
application.register("arrival", ArrivalController)
application.register("clock", ClockController)
application.register("composer", ComposerController)
application.register("current", CurrentController)
application.register("files", FilesController)
application.register("lightbox", LightboxController)
application.register("live", LiveController)
application.register("notify", NotifyController)
application.register("picker", PickerController)
application.register("preview", PreviewController)
application.register("quote", QuoteController)
application.register("reactions", ReactionsController)
application.register("reading", ReadingController)
application.register("scroll", ScrollController)
application.register("title", TitleController)
application.register("typing", TypingController)
