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
    LEFT = "{0} 秒后停止" | "Stops in {0} s";
    ENDED = "出示已结束" | "It is no longer shown";
    PROVES = "出示时会用您的密钥当场签名，两分钟内有效，每分钟更新。请只给面前的人扫：两分钟内转发的截屏，对方看不出来。" | "It is signed by your key as you show it, counts for two minutes, and is renewed each minute. Let only the person in front of you scan it: a screenshot passed on within two minutes cannot be told.";
    KEY_MISSING = "这台设备上没有这份证照的密钥，只能作为普通副本出示。" | "The key of this certificate is not on this device, so it can only be shown as a copy.";
    PROVES_NOTHING = "这份证照没有绑定您的密钥：对方能知道它是真的，但不能知道是不是您的。" | "This certificate is not bound to a key of yours: they can tell that it is genuine, but not that it is yours.";
    CODE = "证照的二维码" | "Code of the certificate";
    NOT_VALID = "这份证照现在没有通过核验，不能出示。" | "This certificate does not pass its checks now, so it cannot be shown.";
    PAPER = "打印纸质码" | "Print it as a code";
    PAPER_TITLE = "纸质码" | "Code on paper";
    PAPER_LEAD = "打印出来随身带，对方扫码就能核验，不用手机，也不用网络。" | "Print it and carry it with you. Whoever scans it can verify it, without your phone and without a network.";
    PAPER_PRINT = "打印" | "Print";
    PAPER_UNTIL = "这个码有效期至 {0}" | "This code is valid until {0}";
    PAPER_PRINTED = "打印日期：{0}" | "Printed: {0}";
    PAPER_NOTE = "谁拿到这张纸都能出示它：对方还要核对您的证件照片。过期后请重新打印。" | "Whoever has this sheet can show it, so they still compare it with a photo document of yours. Print a new one when it has expired.";
    PAPER_NONE = "签发机构没有为这份证照提供纸质码。" | "The issuer gives no code on paper for this certificate.";
    PAPER_AGAIN = "请向签发机构重新领取这份证照，会一起得到新的纸质码。" | "Get the certificate from its issuer again; a new code for paper comes with it.";
    PARTS_SEEN = "已读到 {0} / {1}，请继续对准" | "{0} of {1} read, keep holding still";
    PARTS_ENOUGH = "快好了" | "Nearly done";
}
