//! Words of the form's pages: services, start, steps.

use crate::texts;

texts! {
    // Services.
    SERVICES_TITLE = "办事" | "Services";
    SERVICES_LEAD = "选一件事，用手里的证照填好表。在您按下“提交”之前，什么都不会发出去。" | "Choose a service and fill its form from the certificates you hold. Nothing is sent before you press Send.";
    SEARCH_LABEL = "找一件事" | "Find a service";
    SEARCH_HINT = "可以输入名称、常用说法或拼音首字母，例如 jzz" | "Type a name, a common word or pinyin initials, for example jzz";
    FOUND_NONE = "没有找到“{0}”。换一个说法，或清空后看全部。" | "Nothing found for “{0}”. Try another word, or clear the box to see all services.";
    FOUND_COUNT = "找到 {0} 项" | "{0} found";
    SEARCH_CLEAR = "清空" | "Clear";
    SHOW_MORE = "再看 {0} 项（还有 {1} 项）" | "Show {0} more ({1} left)";
    EVENTS = "生活中的一件事" | "What is happening in your life?";
    SERVICES_EMPTY = "这里还没有可办的事" | "There are no services here yet";
    SERVICES_EMPTY_HINT = "运营方还没有发布表单。过些时候再来看看，或到就近的社区事务受理服务中心办理。" | "The operator has not published a form yet. Look again later, or go to the nearest community service centre.";
    SERVICES_LOADING = "正在取服务目录……" | "Getting the list of services…";
    DEPARTMENTS = "部门" | "Departments";
    AS_OF = "目录收到并核验于 {0}" | "List received and checked {0}";
    RULES_PASSED_OVER = "用不了的提醒规则：{0}" | "Reminder rules that cannot be used: {0}";
    UNLOCK = "还缺的证照怎么办" | "How to get what is missing";
    UNLOCK_AT = "：" | ": ";
    UNLOCK_ASK = "向发证部门询问。" | "Ask the office that issues it.";
    UNLOCK_CIRCLE = "这几份证照互相要求，现在谁也办不了：{0}。只有{1}能打破，请向他们提出。" | "These certificates ask for one another, so nobody can get them now: {0}. Only {1} can break this; take it to them.";
    OLD_INDEX = "这份目录很久没有更新了，内容可能已经变化。联网后再打开一次。" | "This list has not been renewed for a while and may be out of date. Open it again when you are online.";
    SERVICES_OF = "只看这个部门的服务（{0}）" | "Show only its services ({0})";
    SERVICES_ALL = "看所有部门的服务" | "Show the services of all departments";
    OFFICES = "可以去的地方（{0}）" | "Where you can go ({0})";
    NEEDS = "用到的证照" | "Certificates it can use";
    HELD = "您有" | "You have it";
    NOT_HELD = "您还没有" | "Not in your wallet";
    OPEN_SERVICE = "查看并开始" | "Look and start";
    CONTINUE_DRAFT = "接着办" | "Continue";
    DRAFT_HERE = "有一份没办完的草稿，{0}保存" | "There is an unfinished draft, saved {0}";
    RETRY = "再试一次" | "Try again";

    // Loading and failing.
    CHECKING_CERTIFICATES = "正在核验您的证照……" | "Checking your certificates…";
    LOADING_FORM = "正在取表单并检查签名……" | "Getting the form and checking its signature…";
    CATALOGUE_FAILED = "服务目录没能取到" | "The list of services could not be loaded";
    FORM_FAILED = "这张表单现在不能用" | "This form cannot be used now";
    OFFLINE_TITLE = "现在没有网络" | "You are offline";
    OFFLINE_HINT = "您存下的证照和草稿都在。连上网后再试一次。" | "Your certificates and drafts are safe. Try again when you are connected.";
    SIGNATURE_HINT = "它不是由可信的一方签名的，所以没有打开。您的资料没有变化，也没有发出任何内容。" | "It was not signed by a party that this app trusts, so it was not opened. Nothing of yours has changed or left this device.";
    UNKNOWN_FORM = "没有叫这个名字的表单" | "There is no form of this name";
    UNKNOWN_FORM_HINT = "它可能已更名或停用。从全部服务里找找看。" | "It may have been renamed or withdrawn. Look for it among all services.";
    WITHDRAWN_TITLE = "这项服务已经撤下" | "This service has been withdrawn";
    WITHDRAWN_ANSWERS = "您填过的内容" | "What you had filled in";
    ALL_SERVICES = "全部服务" | "All services";
    CODE = "代码：{0}" | "Code: {0}";

    // Start page.
    ABOUT = "谁来办、依据和保存" | "Who asks, on what basis, how long it is kept";
    WHO_ASKS = "谁在办" | "Who asks";
    PURPOSE = "用来做什么" | "What it is for";
    LEGAL_BASIS = "依据" | "Legal basis";
    RETENTION = "保存多久" | "How long it is kept";
    SENT_TO = "发给谁" | "Who will get it";
    CONTACT = "有疑问找谁" | "Who to ask";
    VERSION = "表单版本" | "Form version";
    WHAT_YOU_NEED = "需要准备" | "What you need";
    NEED_MUST = "必须有" | "Required";
    NEED_MAY = "有就用上" | "Used if you have it";
    NEED_ONE_OF = "有其中一份就用上" | "One of these is used if you have it";
    NEED_ALSO = "手机号码等几项要您自己填写" | "A few answers you type yourself, such as your mobile number";
    HOW_LONG = "大约 {0} 分钟，共 {1} 步，可以随时停下，以后接着办。" | "About {0} minutes in {1} steps. You can stop at any time and go on later.";
    STAYS_HERE = "在您按下“提交”之前，什么都不会离开这台设备。" | "Nothing leaves this device before you press Send.";
    CHECKED_HERE = "证照就在这台设备上核验；不用的证照和项目不会发出。" | "Certificates are checked on this device; what is not needed is never sent.";
    HOW_TO_FILL = "想怎么填？" | "How do you want to fill it in?";
    FILL_FROM = "用我的证照填" | "Fill from my certificates";
    FILL_FROM_HINT = "已能填好 {1} 项中的 {0} 项，每一项都写明来自哪份证照" | "{0} of {1} answers can be filled; each says which certificate it is from";
    TYPE_MYSELF = "我自己填写" | "I will type it myself";
    TYPE_MYSELF_HINT = "不预先填写；只有表单规定必须核验的项目来自证照" | "Nothing is filled in beforehand; only answers that the form requires to be verified come from certificates";
    GET_CERTIFICATES = "先添加证照" | "Add certificates first";
    BLOCKED_TITLE = "还缺一份必须的证照" | "A required certificate is missing";
    BLOCKED_HINT = "这张表单的“{0}”必须来自“{1}”。先添加它再来；没有电子证照的，可以带原件到就近的社区事务受理服务中心办理。" | "“{0}” in this form must come from “{1}”. Add it first. Without an electronic certificate, take the original to the nearest community service centre.";
    BEFORE_SENT = "您在{0}提交过，案件号 {1}。要再办一次吗？" | "You sent this on {0}, case number {1}. Start another?";
    BEFORE_WAITING = "您在{0}提交过，正在等待答复，不用再办一次。" | "You sent this on {0} and the answer is still to come; there is no need to start another.";
    BEFORE_NEEDS_YOU = "您在{0}提交过，还需要您处理。" | "You sent this on {0}, and it needs you.";
    BEFORE_LOOK = "看这次提交" | "See what was sent";
    OFFERED_TITLE = "另一个标签页改了同样的内容" | "Another tab has changed the same answers";
    OFFERED_HINT = "现在显示的是那边保存的。您在这里填的还在，由您决定。" | "What is shown now was stored there. What you typed here is not lost: you decide.";
    OFFERED_ROW = "{0}：您在这里填的是“{1}”，那边保存的是“{2}”。" | "{0}: you typed “{1}” here, “{2}” was stored there.";
    USE_MINE = "用我在这里填的" | "Use what I typed here";
    KEEP_THEIRS = "保留那边的" | "Keep the other";
    RESUME_TITLE = "您有一份没办完的草稿" | "You have an unfinished draft";
    RESUME_HINT = "{0}保存，{1}后自动删除。" | "Saved {0}; it is deleted by itself on {1}.";
    RESUME = "接着办" | "Continue the draft";
    DELETE_DRAFT = "删除草稿" | "Delete the draft";
    DELETED_DRAFT = "草稿已删除" | "The draft is deleted";
    START_OVER = "从头开始" | "Start over";
    DRAFT_OUTDATED = "表单有了新版本" | "There is a new version of this form";
    DRAFT_OUTDATED_HINT = "草稿是按旧版本填的。能沿用的回答会保留，其余的再填一次。" | "The draft was made with an older version. Answers that still fit are kept; the others are asked again.";
    PERIOD_YEARS = "{0} 年" | "{0} years";
    PERIOD_YEAR = "1 年" | "1 year";
    PERIOD_MONTH = "1 个月" | "1 month";
    PERIOD_DAY = "1 天" | "1 day";
    PERIOD_MONTHS = "{0} 个月" | "{0} months";
    PERIOD_DAYS = "{0} 天" | "{0} days";

    // Not eligible.
    NOT_ELIGIBLE = "现在还不能办" | "You cannot do this yet";
    ELIGIBLE_BASIS = "这是根据“{0}”判断的：{1}" | "This follows from “{0}”: {1}";
    ELIGIBLE_FROM = "{0}起可以办理" | "You can do it from {0}";
    ELIGIBLE_KEEP = "您的证照和草稿都保留着，没有发出任何内容。" | "Your certificates and your draft are kept. Nothing was sent.";
    ELIGIBLE_WRONG = "如果日期不对，先换上新的证照，或向发证的单位询问。" | "If the date is wrong, add your newest certificate, or ask the office that issued it.";

    // Steps.
    BACK = "返回" | "Back";
    ONLY_YOU = "只有您知道的 {0} 项：{1}" | "{0} things only you know: {1}";
    ONLY_YOU_ONE = "只有您知道的 1 项：{0}" | "One thing only you know: {0}";
    NOTHING_LEFT = "都填好了，核对后就能提交" | "Everything is filled; check it and send";
    QUESTION_OF = "{0} · 只有您知道的第 {1} 项，共 {2} 项" | "{0} · {1} of {2} that only you know";
    LEFT_HERE = "还有 {0} 项只有您知道，填好后就能提交。" | "{0} things only you know are still open; then you can send.";
    LEFT_HERE_ONE = "还有 1 项只有您知道，填好后就能提交。" | "1 thing only you know is still open; then you can send.";
    LEFT_GO = "去填写" | "Fill in";
    FILLED = "已用您的证照填好 {0} 项。" | "{0} answers are filled from your certificates.";
    FILLED_LOOK = "看看填好的" | "Look at them";
    STEP_OF = "{0} · 第 {1} 步，共 {2} 步" | "{0} · Step {1} of {2}";
    CONTINUE = "继续" | "Continue";
    UNDO_CHANGE = "撤销" | "Undo";
    UNDO_CHANGE_OF = "撤销：{0}" | "Undo: {0}";
    CHANGE_UNDONE = "已撤销 {0}" | "Undone: {0}";
    REDO_CHANGE = "重做" | "Redo";
    REDO_CHANGE_OF = "重做：{0}" | "Redo: {0}";
    CHANGE_REDONE = "已重做 {0}" | "Done again: {0}";
    PAST_CHANGES = "您改过的内容（{0}）" | "What you changed ({0})";
    PAST_NEW = "填写：{0}" | "filled in: {0}";
    PAST_GONE = "删去：{0}" | "taken out: {0}";
    SAVE_LATER = "保存，以后再办" | "Save and finish later";
    SAVED = "草稿已保存在这台设备上" | "Draft saved on this device";
    SAVED_MEMORY = "草稿只在内存中：关闭页面后就没有了" | "The draft is only in memory: it is gone when you close the page";
    SAVE_FAILED = "草稿没能保存，请不要关闭页面" | "The draft could not be saved; keep this page open";
    FROM_CERTIFICATE = "来自您的{0} · 已核验" | "From your {0}, verified";
    DERIVED_FROM = "由您的{0}算出 · 已核验" | "Worked out from your {0}, verified";
    FROM_CERTIFICATE_SHORT = "来自{0}，已核验" | "From {0}, verified";
    DERIVED_SHORT = "由{0}算出，已核验" | "Worked out from {0}, verified";
    EDIT_WITHDRAWS = "修改后将不再附上这份{0}" | "If you change it, your {0} will not be sent";
    YOU_CHANGED = "您已修改 · {0}不会发出" | "You changed this. Your {0} will not be sent";
    YOU_CHANGED_SHORT = "您已修改" | "You changed this";
    UNBACKED = "{0}不会发出，这一项算您填写的" | "Your {0} will not be sent; this counts as typed by you";
    UNBACKED_SHORT = "算您填写的" | "Counts as typed by you";
    CLEARED = "“{0}”随之清空了，请重新选择，或恢复为证照上的内容" | "This also cleared “{0}”: choose it again, or put back what the certificate says";
    CHOOSE_AGAIN = "{0}不会发出，请重新选择这一项" | "Your {0} will not be sent; choose this again";
    YOU_TYPED = "您填写的" | "You typed this";
    YOU_ATTACHED = "您上传的" | "You attached this";
    FROM_RECEIPT = "来自受理部门的回执" | "From an office's receipt";
    UNDO = "恢复为证照上的内容" | "Put back what the certificate says";
    UNDONE = "已恢复为{0}上的内容" | "Back to what your {0} says";
    IS_WRONG = "不对？" | "Is this wrong?";
    IS_WRONG_FOR = "{0}不对？" | "Is this wrong? {0}";
    WRONG_HINT = "这一项由“{0}”证明，不能在这里改。请向发证的单位（{1}）更正，拿到新证照后再添加进来。" | "This value is certified by your {0} and cannot be changed here. Ask the issuer ({1}) to correct it, then add the new certificate.";
    WRONG_OTHER = "或者换一份证照，或带原件到窗口办理。" | "You can also use another certificate, or take the originals to the counter.";
    OPTIONAL = "（选填）" | "(optional)";
    CHOOSE_ONE = "请选择" | "Choose";
    WHICH_ONE = "用哪一份{0}？" | "Which {0} should be used?";
    USE_NONE = "不用这份证照，我自己填" | "Use none, I will type it";
    VALID_UNTIL = "有效期至 {0}" | "valid until {0}";
    YEAR = "年" | "Year";
    MONTH = "月" | "Month";
    DAY = "日" | "Day";
    DATE_HINT = "例如 2026 年 12 月 5 日" | "In the order of Chinese documents, for example 2026 12 5";
    HIDDEN = "中间部分已隐藏" | "the middle is hidden";
    SHOW_ALL = "显示全部" | "Show all";
    HIDE = "隐藏" | "Hide";
    SHOW_ALL_OF = "显示全部：{0}" | "Show all of {0}";
    HIDE_OF = "隐藏：{0}" | "Hide {0}";
    YES = "是" | "Yes";
    NO = "否" | "No";
    NOTHING_TO_FILL = "这一步没有需要您填写的内容" | "There is nothing to fill in on this step";
    ROW = "{0} {1}" | "{0} {1}";
    ADD_ROW = "再加一行" | "Add another";
    REMOVE_ROW = "删去第 {0} 行" | "Remove row {0}";

    // Files.
    CHOOSE_FILE = "选择文件" | "Choose a file";
    FILE_HINT = "PDF、JPG 或 PNG，最大 {0}" | "PDF, JPG or PNG, at most {0}";
    FILE_READING = "正在读取并加密保存……" | "Reading and storing it encrypted…";
    FILE_KEPT = "已加密存在这台设备上，提交时才会发出" | "Stored encrypted on this device; it is sent only when you press Send";
    FILE_REMOVE = "移除" | "Remove";
    FILE_REMOVE_OF = "移除 {0}" | "Remove {0}";
    FILE_REPLACE = "换一个文件" | "Choose another file";
    FILE_DIGEST = "文件指纹 {0}" | "Fingerprint {0}";
    FILE_TOO_LARGE = "文件有 {0}，最大只能 {1}。换一个小一些的文件，例如降低扫描清晰度。" | "The file has {0}; the limit is {1}. Choose a smaller one, for example a scan of lower quality.";
    FILE_WRONG_TYPE = "只能用 PDF、JPG 或 PNG 文件。把它另存为其中一种再选择。" | "Use a PDF, JPG or PNG file. Save it as one of these and choose it again.";
    FILE_EMPTY = "这个文件是空的。打开看一看，再选一次。" | "This file is empty. Open it to check, then choose again.";
    FILE_NOT_READ = "文件没能读出来。确认它还在原处，再选一次。" | "The file could not be read. Check that it is still there and choose it again.";

    // Warnings about typed numbers.
    CHECK_DIGIT = "第 {0} 位可能有误：按前面的数字算，应为 {1}。" | "Character {0} may be wrong: the others lead to {1}.";
    CHECK_NUMBER = "这个号码和常见的写法不一样，请再核对一遍。" | "This number is unlike the usual ones; check it once more.";
    CHECK_CERTIFIED = "证照上的这个号码不合常见的编号规则；以登记的为准，照填即可。" | "The number on your certificate does not follow the usual rules. What is registered counts, so it is filled in as it stands.";
    CHECK_REGION = "前 6 位不是行政区划代码。" | "The first 6 digits are not an area code.";
    CHECK_BIRTH = "第 7 到 14 位不是一个已经过去的日期。" | "Characters 7 to 14 are not a day in the past.";
    CHECK_NOT_A_PERSON = "这像是个人的公民身份号码，这里要填单位的统一社会信用代码。" | "This looks like a person’s ID number; the credit code of an organisation belongs here.";
    CHECK_NOT_A_BODY = "这像是单位的统一社会信用代码，这里要填个人的公民身份号码。" | "This looks like the credit code of an organisation; a person’s ID number belongs here.";
    WARN_STAYS = "可以继续，受理部门会看到这个号码。" | "You can go on; the office will see this number.";

    // A renewed certificate.
    RENEWED_TITLE = "您有更新的证照" | "You have a newer certificate";
    RENEWED_HINT = "草稿开始之后，您的{0}换了新的。每一项用哪一个由您决定。" | "Your {0} has been renewed since you started this draft. You decide which value is used.";
    RENEWED_OLD = "草稿里的" | "In your draft";
    RENEWED_NEW = "新证照上的" | "On the new certificate";
    RENEWED_USE = "用选定的内容" | "Use these values";
    RENEWED_LATER = "以后再说" | "Decide later";

    // Errors.
    PROBLEM_TITLE = "有问题需要更正" | "There is a problem";
    ERROR_PREFIX = "错误：" | "Error: ";
}
