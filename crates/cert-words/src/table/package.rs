//! Words for the codes of the npm package (`pkg/`): the engine that does not load, calls that make no sense. The
//! first are for people who look at a page, the others for whoever builds it.

use super::{Entry, Rows, entry};

const NO_WEBASSEMBLY: Entry = entry(
    (
        "这个浏览器不能运行 WebAssembly，所以这里什么都没有核验。",
        "关闭“锁定模式”，或换用较新的浏览器，再打开这个页面。",
    ),
    (
        "This browser cannot run WebAssembly, so nothing was checked here.",
        "Turn off Lockdown Mode for this site, or open the page in a newer browser.",
    ),
);

const NOT_ALLOWED: Entry = entry(
    (
        "这个网页的安全策略不允许运行核验程序，所以这里什么都没有核验。",
        "请告诉网站的管理者：Content-Security-Policy 的 script-src 里要有 'wasm-unsafe-eval'。",
    ),
    (
        "This page's security policy does not let the verifier run, so nothing was checked here.",
        "Tell the site's operator: script-src in the Content-Security-Policy needs 'wasm-unsafe-eval'.",
    ),
);

const NOT_THERE: Entry = entry(
    (
        "核验程序没有下载下来，所以这里什么都没有核验。",
        "检查网络后再试。如果一直这样，请告诉网站的管理者：.wasm 文件不在应在的地址。",
    ),
    (
        "The verifier could not be downloaded, so nothing was checked here.",
        "Check the connection and try again. If it stays so, tell the site's operator that the .wasm file is not at its address.",
    ),
);

const IS_A_PAGE: Entry = entry(
    (
        "核验程序的地址给出的是一个网页，所以这里什么都没有核验。",
        "请告诉网站的管理者：.wasm 文件没有上传，或服务器对不认识的地址一律返回首页。",
    ),
    (
        "The verifier's address answers with a web page, so nothing was checked here.",
        "Tell the site's operator: the .wasm file was not uploaded, or the server sends its start page for unknown addresses.",
    ),
);

const ALTERED: Entry = entry(
    (
        "下载的核验程序不是原来的那一份，没有运行，这里什么都没有核验。",
        "重新打开页面。如果一直这样，请告诉网站的管理者：脚本和 .wasm 文件要来自同一个版本。",
    ),
    (
        "The verifier that arrived is not the one that belongs here. It was not run, and nothing was checked.",
        "Load the page again. If it stays so, tell the site's operator that scripts and .wasm file must be of one version.",
    ),
);

const TOO_OLD: Entry = entry(
    ("这个浏览器太旧，不能运行核验程序，所以这里什么都没有核验。", "更新浏览器，或换一个再试。"),
    (
        "This browser is too old to run the verifier, so nothing was checked here.",
        "Update the browser, or use another one.",
    ),
);

const STOPPED: Entry = entry(
    (
        "核验程序中途停止了，没有得出结果。",
        "再试一次。如果还是这样，请把这份证照的来源告诉网站的管理者。",
    ),
    (
        "The verifier stopped before it had a result.",
        "Try again. If it happens again, tell the site's operator where this certificate came from.",
    ),
);

const OPTION: Entry = entry(
    ("调用核验的程序写错了一个选项，没有核验。", "请告诉网站的管理者，并附上这里的代码和选项名。"),
    (
        "The page calls the verifier with an option that makes no sense, so nothing was checked.",
        "Tell the site's operator, with the code and the option named here.",
    ),
);

const TOGETHER: Entry = entry(
    (
        "调用核验的程序只给了两个选项中的一个，这两个必须一起给，没有核验。",
        "请告诉网站的管理者，并附上这里的代码和选项名。",
    ),
    (
        "The page gives the verifier one of two options that belong together, so nothing was checked.",
        "Tell the site's operator, with the code and the options named here.",
    ),
);

const NO_EVIDENCE: Entry = entry(
    ("没有收到证照的内容。", "选择文件、粘贴文字或扫码，再试一次。"),
    (
        "No certificate was handed over.",
        "Choose a file, paste the text or scan the code, then try again.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("webassembly-missing", &NO_WEBASSEMBLY),
    ("webassembly-not-allowed", &NOT_ALLOWED),
    ("engine-not-found", &NOT_THERE),
    ("engine-not-reached", &NOT_THERE),
    ("engine-is-a-page", &IS_A_PAGE),
    ("engine-altered", &ALTERED),
    ("engine-not-understood", &TOO_OLD),
    ("engine-stopped", &STOPPED),
    ("options-malformed", &OPTION),
    ("option-unknown", &OPTION),
    ("option-malformed", &OPTION),
    ("options-belong-together", &TOGETHER),
    ("evidence-not-given", &NO_EVIDENCE),
];
