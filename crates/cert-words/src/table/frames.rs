//! Words for codes that are shown, and for animated ones that are read.

use super::{Entry, Rows, entry};

const MISREAD: Entry = entry(
    ("有一帧没有读准。", "继续对准，后面的画面会补上。"),
    ("A frame was not read well.", "Keep looking at the code: later frames make up for it."),
);

const NOT_A_PART: Entry = entry(
    ("这个码不是动态码的一部分。", "对准画面会变化的那个码。"),
    ("This code is no part of an animated one.", "Point the camera at the code that moves."),
);

const TOO_LARGE: Entry = entry(
    ("内容太大，不能用码传递。", "改用文件传递。"),
    ("This is too large to be passed on as a code.", "Hand it over as a file instead."),
);

const MIXED: Entry = entry(
    ("画面里还有另一个动态码。", "只对准其中一个。已经读到的还在。"),
    (
        "There is another animated code in view.",
        "Look at one of them only. What was read is still here.",
    ),
);

const CONTENT_WRONG: Entry = entry(
    ("各帧都收齐了，合起来却和对方声明的不一致。", "让对方重新显示，再扫一次。"),
    (
        "All parts are here, and together they are not what they said.",
        "Have it shown again and scan it anew.",
    ),
);

const DOES_NOT_FIT: Entry = entry(
    ("一个码放不下这些内容。", "少选几项，或改用动态码。"),
    ("This does not fit into one code.", "Choose fewer items, or use the animated code."),
);

const SCREEN_TOO_SMALL: Entry = entry(
    ("窗口太小，显示不出能读清的码。", "放大窗口，或换一个屏幕。"),
    (
        "The window is too small for a code that can be read.",
        "Make it larger, or use another screen.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("frame-not-a-part", &NOT_A_PART),
    ("frame-malformed", &MISREAD),
    ("frame-misread", &MISREAD),
    ("frame-numbers-lie", &MISREAD),
    ("frame-contradiction", &MISREAD),
    ("frame-too-large", &TOO_LARGE),
    ("frame-mixed", &MIXED),
    ("frame-content-wrong", &CONTENT_WRONG),
    ("frame-does-not-fit", &DOES_NOT_FIT),
    ("frame-screen-too-small", &SCREEN_TOO_SMALL),
];
