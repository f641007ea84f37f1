import "/vendor/turbo.js"
import "./focus.js"
import "./open_chat.js"
import "./problems.js"
import "./theme.js"
import { Application } from "/vendor/stimulus.js"
import BrowseController from "./controllers/browse.js"
import BubbleController from "./controllers/bubble.js"
import ClockController from "./controllers/clock.js"
import ComposerController from "./controllers/composer.js"
import CopyController from "./controllers/copy.js"
import CurrentController from "./controllers/current.js"
import FilesController from "./controllers/files.js"
import FindController from "./controllers/find.js"
import FoldController from "./controllers/fold.js"
import FurtherController from "./controllers/further.js"
import KeptController from "./controllers/kept.js"
import KeysController from "./controllers/keys.js"
import LightboxController from "./controllers/lightbox.js"
import LiveController from "./controllers/live.js"
import LogInController from "./controllers/log_in.js"
import MentionController from "./controllers/mention.js"
import MenuController from "./controllers/menu.js"
import NoteController from "./controllers/note.js"
import NotifyController from "./controllers/notify.js"
import PaletteController from "./controllers/palette.js"
import PendingController from "./controllers/pending.js"
import PickerController from "./controllers/picker.js"
import PlotController from "./controllers/plot.js"
import PreviewController from "./controllers/preview.js"
import PrintController from "./controllers/print.js"
import QuoteController from "./controllers/quote.js"
import ReactionsController from "./controllers/reactions.js"
import ReadingController from "./controllers/reading.js"
import ResubmitController from "./controllers/resubmit.js"
import RowsController from "./controllers/rows.js"
import ScrollController from "./controllers/scroll.js"
import SectionsController from "./controllers/sections.js"
import StayController from "./controllers/stay.js"
import TextBlocksController from "./controllers/text_blocks.js"
import TitleController from "./controllers/title.js"
import ToastController from "./controllers/toast.js"
import ToastsController from "./controllers/toasts.js"
import TypingController from "./controllers/typing.js"
import UnsentController from "./controllers/unsent.js"
import WindowController from "./controllers/window.js"

const application = Application.start()
application.register("browse", BrowseController)
application.register("bubble", BubbleController)
application.register("clock", ClockController)
application.register("composer", ComposerController)
application.register("copy", CopyController)
application.register("current", CurrentController)
application.register("files", FilesController)
application.register("find", FindController)
application.register("fold", FoldController)
application.register("further", FurtherController)
application.register("kept", KeptController)
application.register("keys", KeysController)
application.register("lightbox", LightboxController)
application.register("live", LiveController)
application.register("log-in", LogInController)
application.register("mention", MentionController)
application.register("menu", MenuController)
application.register("note", NoteController)
application.register("notify", NotifyController)
application.register("palette", PaletteController)
application.register("pending", PendingController)
application.register("picker", PickerController)
application.register("plot", PlotController)
application.register("preview", PreviewController)
application.register("print", PrintController)
application.register("quote", QuoteController)
application.register("reactions", ReactionsController)
application.register("reading", ReadingController)
application.register("resubmit", ResubmitController)
application.register("rows", RowsController)
application.register("scroll", ScrollController)
application.register("sections", SectionsController)
application.register("stay", StayController)
application.register("text-blocks", TextBlocksController)
application.register("title", TitleController)
application.register("toast", ToastController)
application.register("toasts", ToastsController)
application.register("typing", TypingController)
application.register("unsent", UnsentController)
application.register("window", WindowController)
