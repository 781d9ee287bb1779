//! Showing a certificate from one's own screen.

crate::texts! {
    SHOW = "出示" | "Show it";
    TITLE = "出示给对方看" | "Show this certificate";
    LEAD = "选好要出示的内容，对方扫屏幕上的码。没有网络也可以。" | "Choose what to show; the other side scans it from your screen. It works without a network, too.";
    WHAT = "出示哪些内容" | "What to show";
    PRESET = "出示多少" | "How much";
    COMPARED = "只够核对身份" | "Enough to compare with me";
    EVERYTHING = "全部内容" | "Everything in it";
    ALWAYS = "{0}（总是包含在内）" | "{0} (always included)";
    WHOLE = "这种证照只能整份出示。" | "This kind can only be shown whole.";
    TIME = "出示多久" | "For how long";
    MINUTES = "{0} 分钟" | "{0} min";
    START = "开始出示" | "Start showing";
    STOP = "停止出示" | "Stop";
    PAUSE = "暂停" | "Pause";
    GO_ON = "继续" | "Go on";
    ONE = "请对方扫这个码" | "Let them scan this code";
    MANY = "请对方对准这里，直到扫完（共 {0} 帧，不分先后）" | "Let them hold their camera on it until it is done ({0} parts, in any order)";
    BRIGHT = "把屏幕调亮，更容易扫。" | "Turn the brightness of the screen up: it is read more easily.";
    LEFT = "还有 {0} 秒后停止" | "Stops in {0} seconds";
    ENDED = "出示已结束" | "It is no longer shown";
    PROVES = "这个码是刚刚用您的密钥签名的，只在两分钟内算“当场出示”。截屏转发给别人也没有用。" | "It is signed by your key just now, and counts as shown by you for two minutes only. A screenshot is of no use to others later.";
    PROVES_NOTHING = "这份证照没有绑定您的密钥：对方能知道它是真的，但不能知道是不是您的。" | "This certificate is not bound to a key of yours: they can tell that it is genuine, but not that it is yours.";
    CODE = "证照的二维码" | "Code of the certificate";
    NOT_VALID = "这份证照现在没有通过核验，不能出示。" | "This certificate does not pass its checks now, so it cannot be shown.";
    PARTS_SEEN = "已读到 {0} / {1}，请继续对准" | "{0} of {1} read, keep holding still";
    PARTS_ENOUGH = "快好了" | "Nearly done";
}
