import "/vendor/turbo.js"
import { Application } from "/vendor/stimulus.js"
import ArrivalController from "./controllers/arrival.js"
import BrowseController from "./controllers/browse.js"
import ClockController from "./controllers/clock.js"
import ComposerController from "./controllers/composer.js"
import CurrentController from "./controllers/current.js"
import FindController from "./controllers/find.js"
import FurtherController from "./controllers/further.js"
import LiveController from "./controllers/live.js"
import NotifyController from "./controllers/notify.js"
import ReadingController from "./controllers/reading.js"
import ScrollController from "./controllers/scroll.js"
import TitleController from "./controllers/title.js"

const application = Application.start()
application.register("arrival", ArrivalController)
application.register("browse", BrowseController)
application.register("clock", ClockController)
application.register("composer", ComposerController)
application.register("current", CurrentController)
application.register("find", FindController)
application.register("further", FurtherController)
application.register("live", LiveController)
application.register("notify", NotifyController)
application.register("reading", ReadingController)
application.register("scroll", ScrollController)
application.register("title", TitleController)
