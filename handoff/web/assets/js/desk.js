import "/vendor/turbo.js"
import { Application } from "/vendor/stimulus.js"
import ArrivalController from "./controllers/arrival.js"
import ClockController from "./controllers/clock.js"
import ComposerController from "./controllers/composer.js"
import CurrentController from "./controllers/current.js"
import FoldController from "./controllers/fold.js"
import KeptController from "./controllers/kept.js"
import LiveController from "./controllers/live.js"
import NotifyController from "./controllers/notify.js"
import ReadingController from "./controllers/reading.js"
import ResubmitController from "./controllers/resubmit.js"
import ScrollController from "./controllers/scroll.js"
import TitleController from "./controllers/title.js"

const application = Application.start()
application.register("arrival", ArrivalController)
application.register("clock", ClockController)
application.register("composer", ComposerController)
application.register("current", CurrentController)
application.register("fold", FoldController)
application.register("kept", KeptController)
application.register("live", LiveController)
application.register("notify", NotifyController)
application.register("reading", ReadingController)
application.register("resubmit", ResubmitController)
application.register("scroll", ScrollController)
application.register("title", TitleController)
