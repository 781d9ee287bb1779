//! Getting and opening certificates.

crate::texts! {
    TITLE = "添加证照" | "Add certificates";
    LEAD = "每一份都先在这台设备上核验，通过了才存进来。" | "Each one is checked on this device before it is kept.";
    OPEN_TITLE = "打开文件" | "Open a file";
    DROP = "把证照文件拖到这里，或" | "Drop certificate files here, or";
    CHOOSE = "选择文件" | "Choose files";
    PASTE_TITLE = "粘贴证照或领取链接" | "Paste a certificate or an offer link";
    PASTE_LABEL = "证照文本，或 openid-credential-offer 链接" | "The certificate's text, or an openid-credential-offer link";
    PASTE_MISSING = "粘贴一份证照或领取链接" | "Paste a certificate or an offer link";
    PASTE_BUTTON = "核验并添加" | "Check and add";
    OFFER_TITLE = "领取证照" | "Get certificates";
    OFFER_LOOKING = "正在询问签发机构……" | "Asking the issuer…";
    OFFER_HOST = "这份邀请来自 {0}" | "This offer comes from {0}";
    OFFER_HOST_TEXT = "继续后，会向它询问邀请的内容。不会发出您的任何信息。" | "If you go on, it is asked what it offers. Nothing about you is sent.";
    OFFER_HOST_GO = "询问 {0}" | "Ask {0}";
    OFFER_WHO = "{0}（{1}）为您准备了 {2} 份证照" | "{0} ({1}) offers you certificates: {2}";
    OFFER_NAMELESS = "签发机构" | "An issuer";
    OFFER_KEYS = "领取时，这台设备会为每份证照生成一把新密钥。只把公钥交给签发机构。" | "This device makes a new key for each certificate and gives the issuer only the public half.";
    TX_CODE = "领取码" | "Transaction code";
    TX_CODE_HINT = "签发机构用别的方式告诉您的 {0} 位代码" | "The code of {0} characters that the issuer gave you another way";
    TX_CODE_HINT_ANY = "签发机构用别的方式告诉您的代码" | "The code that the issuer gave you another way";
    TX_CODE_MISSING = "输入领取码" | "Enter the transaction code";
    OFFER_GET = "领取这 {0} 份证照" | "Get these certificates ({0})";
    OFFER_WHERE = "设一个口令，加密保存在这台设备" | "Choose a passphrase to keep them on this device, encrypted";
    OFFER_SAVE = "加密保存并领取这 {0} 份证照" | "Get these certificates ({0}) and keep them, encrypted";
    OFFER_MEMORY = "不保存，直接领取" | "Get them without saving";
    OFFER_DECLINE = "不领取" | "Do not get them";
    OFFER_AGAIN = "再试一次" | "Try again";
    PROGRESS = "正在领取第 {0} 份，共 {1} 份：{2}" | "Fetching {0} of {1}: {2}";
    RESULTS_TITLE = "结果" | "Result";
    RESULT_KEPT = "已核验，已存入" | "Checked and kept";
    RESULT_UNSURE = "已存入，但有一项暂不能确认" | "Kept, but one thing cannot be confirmed yet";
    RESULT_KNOWN = "早就在这里了，没有重复存" | "Already here; not kept twice";
    RESULT_LATER = "签发机构还在准备。准备好后会自动领取，不用再办" | "The issuer is still preparing it. It is fetched by itself when it is ready; there is nothing more to do";
    RESULT_REFUSED = "没有存入" | "Not kept";
    RESULT_LOOK = "看看核验了什么" | "See what was checked";
    RESULT_COUNT = "存入 {0} 份证照" | "Certificates kept: {0}";
    RESULT_NONE = "没有存入证照" | "No certificate was kept";
    DONE = "去看我的证照" | "See my certificates";
    MORE = "再添加一份" | "Add another";
    FILE_UNREADABLE = "文件太大或读不出来" | "The file is too large or cannot be read";
    CHECKING = "正在核验……" | "Checking…";
    PENDING = "{0}（{1}）还在准备，准备好后会自动领取。" | "{0} ({1}) is being prepared and is fetched by itself when it is ready.";
    PENDING_LOST = "{0}（{1}）没有领到" | "{0} ({1}) did not come";
    PENDING_CAME = "{0}已存入" | "{0} has arrived and was kept";
}
