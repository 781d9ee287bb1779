//! Words for the window that a page of a business opened.

crate::texts! {
    TITLE = "{0} 请您填写一份表格" | "{0} asks you to fill in a form";
    LOADING_TITLE = "有网页请您填写一份表格" | "A page asks you to fill in a form";
    LOADING = "正在核验这份表格是谁签署的……" | "Checking who signed this form…";
    FORM = "表格" | "Form";
    PAGE = "打开这里的网页" | "The page that opened this";
    PAGE_NAMED = "签署的表格里写明了这个网页" | "the signed form names this page";
    PAGE_WAITING = "正在等网页报上来处……" | "Waiting for the page to say where it is…";
    PAGE_NONE = "您是从链接过来的；办完后带您回 {0}" | "You came by a link; afterwards you go back to {0}";
    SIGNED = "签署人已核对：这份表格由 {0} 签署，本系统认识它的密钥。" | "The signature is good: {0} signed this form, with a key that is known here.";
    NEVER = "那个网页看不到您的证照，也看不到您填的内容；它只会收到一张回执。" | "That page sees neither your certificates nor what you fill in. All it gets is a receipt.";
    LOCKED_NEXT = "下一步先用口令打开您的证照夹。" | "Next, your passphrase opens your certificates.";
    ABSENT_NEXT = "这个浏览器里还没有证照。先在证填里领取或打开证照，再回到那个网页按一次按钮。" | "There are no certificates in this browser yet. Get or open some in Certfill first, then press the button on that page again.";
    GO = "查看这份表格" | "Look at the form";
    NO = "不填了，返回" | "No, go back";
    STRANGER_TITLE = "打开这里的网页，不是这份表格认可的" | "The page that opened this may not ask for this form";
    STRANGER = "这份表格由 {0} 签署，但打开它的网页 {1} 不在其认可之列，可能有人在冒用这份表格。目前什么都没有发出去，那个网页也收不到任何内容。" | "{0} signed the form, but the page that opened it is {1}, which is not one of theirs. Somebody may be misusing the form. Nothing has been sent, and that page gets nothing.";
    STRANGER_NEXT = "关闭这个窗口，再从 {0} 自己的网站开始。" | "Close this window and begin again on the website of {0}.";
    CLOSE = "关闭这个窗口" | "Close this window";
    UNKNOWN_TITLE = "这份表格不能在这里填写" | "This form cannot be filled in here";
    UNKNOWN = "发布它的机构没有在本系统登记，所以没有取来，也没有发出任何内容。请回到那个网站，问问别的办法。" | "Whoever publishes it is not registered here, so it was not fetched and nothing was sent. Go back to that website and ask for another way.";
    NOT_OPEN_TITLE = "这份表格不接受由网页打开" | "This form is not opened by pages";
    NOT_OPEN = "签署它的机构没有允许任何网页打开它。" | "Those who signed it allow no page to open it.";
    BAR = "您在为 {0} 填写“{1}”" | "You are filling in “{1}” for {0}";
    BAR_LABEL = "由网页打开" | "Opened by a page";
    HANDING = "正在把回执交给 {0} 的网页……" | "Handing the receipt to the page of {0}…";
    HANDED_TITLE = "回执已交给 {0} 的网页" | "The page of {0} has the receipt";
    HANDED = "可以关闭这个窗口了。回执也保存在您这里，随时能看到。" | "You can close this window. The receipt is kept here as well.";
    NO_ANSWER_TITLE = "{0} 的网页没有回应" | "The page of {0} does not answer";
    NO_ANSWER = "内容已经送达，回执保存在您这里。可以带着回执回到它的网站。" | "What you sent has arrived, and the receipt is kept here. You can take it back to the website.";
    BACK_TITLE = "已送达，请回到 {0}" | "It has arrived; go back to {0}";
    BACK = "回到 {0}" | "Go back to {0}";
    CANCELLED = "已经告诉那个网页：您不填了。什么都没有发出去。" | "The page has been told that you decided not to fill in the form. Nothing was sent.";
}
