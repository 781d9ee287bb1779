//! Words for PDF files in which codes are looked for.

use super::{Entry, Rows, entry};

const PDF: Entry = entry(
    (
        "这个 PDF 文件打不开。",
        "文件可能已损坏。重新下载后再试；也可以把有二维码的那一页截图，打开截图。",
    ),
    (
        "This PDF file could not be opened.",
        "It may be damaged. Download it again and try once more, or take a screenshot of the page with the code and open that.",
    ),
);

const PDF_ENCRYPTED: Entry = entry(
    (
        "这个 PDF 文件要密码才能打开。",
        "用阅读器输入密码打开它，另存为没有密码的文件，或把有二维码的那一页截图，再打开。",
    ),
    (
        "This PDF file opens only with a password.",
        "Open it in a reader with its password and save it without one, or take a screenshot of the page with the code, then open that.",
    ),
);

const PDF_EMPTY: Entry = entry(
    (
        "这个 PDF 文件里没有读到二维码。",
        "确认文件里有证照的二维码，而且清楚；也可以把它放大后截图，打开截图，或粘贴证照的文本。",
    ),
    (
        "No code could be read in this PDF file.",
        "Check that it shows the certificate's code, and sharply. You can also enlarge it, take a screenshot and open that, or paste the certificate's text.",
    ),
);

const PDF_LONG: Entry = entry(
    (
        "这个 PDF 文件很长，前 500 页里没有读到二维码，后面的没有看。",
        "把有二维码的那一页单独存成文件，或截图，再打开。",
    ),
    (
        "This PDF file is long: no code could be read in its first 500 pages, and the rest was not looked at.",
        "Save the page with the code as a file of its own, or take a screenshot of it, and open that.",
    ),
);

const PDF_READER: Entry = entry(
    ("读 PDF 的功能没有载入。", "连上网络后重试；也可以把有二维码的那一页截图，打开截图。"),
    (
        "What reads PDF files could not be loaded.",
        "Connect to a network and try again, or take a screenshot of the page with the code and open that.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("pdf-not-readable", &PDF),
    ("pdf-encrypted", &PDF_ENCRYPTED),
    ("pdf-without-code", &PDF_EMPTY),
    ("pdf-without-code-in-first-pages", &PDF_LONG),
    ("pdf-not-loaded", &PDF_READER),
];
