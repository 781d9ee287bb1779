//! Words for the codes of the app itself: the vault, files, the network, issuers.

use super::{Entry, Rows, entry};

const WRONG_PASSPHRASE: Entry = entry(
    ("口令不对。", "看看大小写和输入法，再输一次。存着的内容没有变化。"),
    (
        "That is not the passphrase.",
        "Check capitals and the keyboard language, then try again. Nothing that is stored has changed.",
    ),
);

const DAMAGED: Entry = entry(
    ("保存的内容有一部分读不出来。", "先不要删除。用备份文件导入，或到别的设备上打开备份。"),
    (
        "Part of what is stored cannot be read.",
        "Do not delete it yet. Import your backup file, or open the backup on another device.",
    ),
);

const NEWER: Entry = entry(
    ("这是更新版本的证填保存的。", "刷新页面，用最新版本打开。"),
    (
        "A newer version of Certfill saved this.",
        "Reload the page to get the newest version, then open it.",
    ),
);

const BACKUP: Entry = entry(
    (
        "这个文件不是完整的备份，可能只传了一半。",
        "从原来的地方重新复制整个文件，再导入一次。这里的内容没有变化。",
    ),
    (
        "This file is not a whole backup; it may have been cut off on the way.",
        "Copy the whole file again from where it was, then import it. Nothing here has changed.",
    ),
);

const BACKUP_PARAMETERS: Entry = entry(
    ("这个备份的密钥设置超出了允许的范围。", "只导入您自己用证填导出的备份。"),
    (
        "The key settings of this backup are outside what is allowed.",
        "Import only backups that you exported with Certfill yourself.",
    ),
);

const SENT_OTHERWISE: Entry = entry(
    (
        "这里改过的内容，先办的部门收到的还是原来的；后面的部门要等它的结果，两边必须一致，所以没有提交。",
        "改回原来的内容再提交；确实要改的话，删除草稿后重新办理，各部门都会收到新的一件。",
    ),
    (
        "You have changed something that the first office already has as it was. The other offices wait for its decision, so both must say the same; nothing more was sent.",
        "Put it back to what was sent and send again. If it has to change, delete the draft and file anew: every office then gets the new filing.",
    ),
);

const PICTURE: Entry = entry(
    (
        "这张图片打不开。",
        "可能传坏了，或者是这个浏览器不支持的格式（例如 HEIC）。截个图，或存成 JPEG、PNG 再试。",
    ),
    (
        "This picture cannot be opened.",
        "It may be damaged, or of a kind that this browser does not know, such as HEIC. Take a screenshot, or save it as JPEG or PNG, and try again.",
    ),
);

const PICTURE_EMPTY: Entry = entry(
    (
        "这张图片里没有读到二维码。",
        "让二维码完整、清楚，占画面的一半以上，再拍一张；也可以粘贴证照的文本。",
    ),
    (
        "No code could be read in this picture.",
        "Take another one with the whole code sharp and filling half of it or more, or paste the certificate's text.",
    ),
);

const SCANNER: Entry = entry(
    ("扫码功能没有载入。", "连上网络后重试；也可以粘贴证照的文本，或打开证照文件。"),
    (
        "The scanner could not be loaded.",
        "Connect to a network and try again, or paste the certificate's text or open its file.",
    ),
);

const CAMERA_REFUSED: Entry = entry(
    (
        "没有获准使用摄像头。",
        "在浏览器地址栏旁的网站设置里允许摄像头，再按一次；也可以打开照片，或粘贴证照的文本。",
    ),
    (
        "The camera may not be used.",
        "Allow it in the site settings beside the browser's address bar and press again, or open a photo or paste the certificate's text.",
    ),
);

const CAMERA_MISSING: Entry = entry(
    ("没有找到可用的摄像头。", "打开二维码的照片，用扫码枪，或粘贴证照的文本。"),
    (
        "There is no camera that can be used.",
        "Open a photo of the code, use a hand scanner, or paste the certificate's text.",
    ),
);

const CAMERA_LOST: Entry = entry(
    ("摄像头中断了。", "可能被别的程序占用，或者拔掉了。检查后再按一次；也可以打开照片。"),
    (
        "The camera stopped.",
        "Another program may be using it, or it was unplugged. Check and press again, or open a photo.",
    ),
);

const STORAGE_REFUSED: Entry = entry(
    (
        "这个浏览器不让本页保存内容，例如在无痕窗口里。",
        "可以不保存，直接使用；想保存，就在普通窗口里打开本页。",
    ),
    (
        "This browser does not let the page store anything, as in a private window.",
        "You can use it without saving. To save, open this page in an ordinary window.",
    ),
);

const STORAGE_FULL: Entry = entry(
    (
        "设备上没有空间了，刚才的更改还没有保存。",
        "腾出一些空间，再改一次就会保存；关闭页面前可以先导出。",
    ),
    (
        "The device has no space left, so the last change is not saved.",
        "Free some space and change anything to save again, or export before you close the page.",
    ),
);

const ELSEWHERE: Entry = entry(
    ("另一个标签页同时改了这里的内容。", "关闭另一个标签页，刷新本页，再改一次。"),
    (
        "Another tab changed this at the same time.",
        "Close the other tab, reload this page and make the change again.",
    ),
);

const MADE_ELSEWHERE: Entry = entry(
    (
        "另一个标签页刚在这台设备上保存了另一个人的证照。",
        "给自己起个称呼，再按一次。这里的内容没有变化。",
    ),
    (
        "Another tab has just saved somebody's certificates on this device.",
        "Give yourself a name and press again. Nothing here has changed.",
    ),
);

const SUPERSEDED: Entry = entry(
    (
        "另一个标签页打开了更新的版本，本页不能再保存。",
        "刷新本页，使用新版本。已经保存的内容都还在。",
    ),
    (
        "Another tab has opened a newer version of this app, so this page can no longer save.",
        "Reload this page to go on with the new version. Everything that was saved is still there.",
    ),
);

const NO_CRYPTO: Entry = entry(
    (
        "这个网页没有通过 https 打开，浏览器不提供加密。",
        "用 https 开头的网址打开；也可以不保存，直接使用。",
    ),
    (
        "This page was not opened over https, so the browser offers no encryption.",
        "Open it at its https address. You can also use it without saving.",
    ),
);

const WORKER: Entry = entry(
    ("没能用口令生成密钥，可能是内存不够。", "关闭几个别的标签页，再试一次。"),
    (
        "The key could not be made from the passphrase; memory may be short.",
        "Close some other tabs and try again.",
    ),
);

const LOCKED: Entry = entry(
    ("已经锁定了。", "输入口令打开，再接着办。"),
    ("Your certificates are locked.", "Unlock them with the passphrase and go on."),
);

const FILE: Entry = entry(
    ("文件读不出来，或者太大。", "换一个文件，或重新下载后再试。"),
    ("The file cannot be read or is too large.", "Choose another file, or download it again."),
);

const NETWORK: Entry = entry(
    ("没有连上服务器。", "看看网络，再试一次。已填写和保存的内容都在。"),
    (
        "The server could not be reached.",
        "Check the network and try again. Everything you filled in and saved is still here.",
    ),
);

const ANSWER_TOO_LARGE: Entry = entry(
    ("服务器的回答太长，没有采用。", "过一会儿再试；如果还是这样，告诉提供本服务的单位。"),
    (
        "The server's answer was too long and was not used.",
        "Try again later. If it stays so, tell the operator of this service.",
    ),
);

const CATALOGUE: Entry = entry(
    ("办事目录没有通过核验，没有采用。", "过一会儿再打开；如果还是这样，告诉提供本服务的单位。"),
    (
        "The list of services did not pass its check and was not used.",
        "Open it again later. If it stays so, tell the operator of this service.",
    ),
);

const OFFICE_AWAY: Entry = entry(
    ("受理部门现在没有回应。", "您填写的内容都在。过一会儿再按“提交”，不会重复办理。"),
    (
        "The office is not answering now.",
        "Everything you filled in is kept. Press Send again later; nothing is filed twice.",
    ),
);

const OFFICE_REFUSED: Entry = entry(
    ("受理部门没有接收，也没有说明原因。", "过一会儿再提交一次；如果还是这样，向受理部门询问。"),
    (
        "The office did not take it and gave no reason.",
        "Send it again later. If it stays so, ask the office.",
    ),
);

const RECEIPT_UNTRUSTED: Entry = entry(
    ("收到的回执没有通过核验。", "先留着它，向受理部门询问办件是否已经收到。"),
    (
        "The receipt that came back did not pass its check.",
        "Keep it and ask the office whether your filing has arrived.",
    ),
);

const FORM_UNKNOWN: Entry = entry(
    ("没有找到这份表格。", "回到办事目录，从那里打开。"),
    ("There is no such form.", "Go back to the services and open it from there."),
);

const HAND_TALK: Entry = entry(
    (
        "手机和自助机没有按同样的步骤进行，连接已经结束。",
        "在自助机上重新连接手机；两边都用最新版本。",
    ),
    (
        "Phone and kiosk did not follow the same steps, so the connection has ended.",
        "Connect the phone to the kiosk again, with the newest version on both.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("office-unavailable", &OFFICE_AWAY),
    ("office-refused", &OFFICE_REFUSED),
    ("receipt-not-trusted", &RECEIPT_UNTRUSTED),
    ("answer-sent-otherwise", &SENT_OTHERWISE),
    ("form-unknown", &FORM_UNKNOWN),
    ("wrong-passphrase", &WRONG_PASSPHRASE),
    ("vault-damaged", &DAMAGED),
    ("vault-version-unknown", &NEWER),
    ("backup-not-readable", &BACKUP),
    ("backup-parameters-refused", &BACKUP_PARAMETERS),
    ("storage-refused", &STORAGE_REFUSED),
    ("storage-full", &STORAGE_FULL),
    ("vault-changed-elsewhere", &ELSEWHERE),
    ("vault-made-elsewhere", &MADE_ELSEWHERE),
    ("newer-version-open", &SUPERSEDED),
    ("crypto-not-available", &NO_CRYPTO),
    ("worker-failed", &WORKER),
    ("vault-locked", &LOCKED),
    ("file-not-readable", &FILE),
    ("picture-not-readable", &PICTURE),
    ("picture-without-code", &PICTURE_EMPTY),
    ("scanner-not-loaded", &SCANNER),
    (
        "code-incomplete",
        &entry(
            ("这是动态码的一部分，还不完整。", "用摄像头对准对方的屏幕，直到扫完。"),
            (
                "This is a part of a code that moves, not all of it.",
                "Hold the camera on the other screen until it is done.",
            ),
        ),
    ),
    (
        "rules-not-readable",
        &entry(
            (
                "这不是核验规则文件，或者里面有本应用还不认识的规则。现在的规则没有变。",
                "请对方重新保存一份；如果对方的应用版本更新，先更新本应用。",
            ),
            (
                "This is no file of rules for checking, or it has a rule that this app does not know yet. Your rules have not changed.",
                "Ask for the file again. If it comes from a newer version of the app, update this one first.",
            ),
        ),
    ),
    (
        "rules-signature-wrong",
        &entry(
            (
                "这个规则文件在签名之后被改过，没有采用。现在的规则没有变。",
                "请直接向设定规则的人要一份新的。",
            ),
            (
                "This file of rules was changed after it was signed, so it is not used. Your rules have not changed.",
                "Ask whoever set the rules for a new copy.",
            ),
        ),
    ),
    ("camera-refused", &CAMERA_REFUSED),
    ("camera-missing", &CAMERA_MISSING),
    ("camera-lost", &CAMERA_LOST),
    ("network-unreachable", &NETWORK),
    ("answer-too-large", &ANSWER_TOO_LARGE),
    ("catalogue-signature", &CATALOGUE),
    ("catalogue-malformed", &CATALOGUE),
    (
        "app-not-loaded",
        &entry(
            ("应用的其余部分没有下载完。", "检查网络，再试一次。保存的内容没有变化。"),
            (
                "The rest of the app could not be downloaded.",
                "Check the network and try again. What you saved has not changed.",
            ),
        ),
    ),
    (
        "hand-link-malformed",
        &entry(
            ("这不是自助机的码，或者没有读完整。", "回到自助机前，用手机再扫一次屏幕上的码。"),
            (
                "This is no code of a kiosk, or it was not read whole.",
                "Scan the code on the kiosk's screen once more.",
            ),
        ),
    ),
    (
        "hand-key-mismatch",
        &entry(
            (
                "回答您的不是屏幕上显示这个码的自助机。什么都没有交出去。",
                "请不要继续，叫工作人员来看一下这台自助机。",
            ),
            (
                "Whoever answered is not the kiosk that showed this code. Nothing was handed over.",
                "Do not go on, and ask a member of staff to look at the kiosk.",
            ),
        ),
    ),
    (
        "hand-message-altered",
        &entry(
            ("收到的内容被改动过，或者不属于这次办理，没有采用。", "在自助机上重新连接手机。"),
            (
                "What arrived was altered or belongs to another sitting, so it was not used.",
                "Connect the phone to the kiosk again.",
            ),
        ),
    ),
    ("hand-message-malformed", &HAND_TALK),
    ("hand-out-of-order", &HAND_TALK),
    (
        "hand-silent",
        &entry(
            ("对方太久没有回应，连接已经结束。", "让手机屏幕亮着，再连接一次。"),
            (
                "The other side said nothing for too long, so the connection has ended.",
                "Keep the phone's screen on and connect again.",
            ),
        ),
    ),
    (
        "hand-refused",
        &entry(
            ("您在手机上选择了不签名，什么都没有发送。", "可以修改后再发送，或者结束办理。"),
            (
                "You chose not to sign on the phone. Nothing was sent.",
                "Change it and send again, or end here.",
            ),
        ),
    ),
    (
        "hand-over",
        &entry(
            ("手机和自助机之间的连接已经结束。", "还要继续的话，在自助机上重新连接手机。"),
            (
                "The connection between phone and kiosk has ended.",
                "To go on, connect the phone to the kiosk again.",
            ),
        ),
    ),
    (
        "hand-request-mismatch",
        &entry(
            (
                "自助机要求签名的内容，和部门公布的表格对不上，手机没有签名。",
                "请不要继续，叫工作人员来看一下这台自助机。",
            ),
            (
                "What the kiosk wants signed is not what the published form would send, so the phone did not sign it.",
                "Do not go on, and ask a member of staff to look at the kiosk.",
            ),
        ),
    ),
    (
        "hand-not-shown",
        &entry(
            (
                "这件事要交文件、替别人办，或要用没有密钥的证照。手机上没法让您全部看到，所以没有签名。",
                "请用自己的手机或电脑办，或到窗口办理。",
            ),
            (
                "This is filed for somebody else, or with files or certificates without a key. The phone cannot show you all of that here, so it did not sign.",
                "Do it on your own phone or computer, or at a counter.",
            ),
        ),
    ),
    (
        "hand-certificate-foreign",
        &entry(
            (
                "自助机要求为一份您没有交出的证照签名，手机没有签名。",
                "请不要继续，叫工作人员来看一下这台自助机。",
            ),
            (
                "The kiosk wants a signature for a certificate that you did not hand over, so the phone did not sign.",
                "Do not go on, and ask a member of staff to look at the kiosk.",
            ),
        ),
    ),
    (
        "hand-key-missing",
        &entry(
            ("手机上没有这份证照的密钥，无法签名。", "向签发机构重新领取这份证照，再办一次。"),
            (
                "The key of this certificate is not on the phone, so it cannot sign.",
                "Get the certificate from its issuer again, then try once more.",
            ),
        ),
    ),
    (
        "hand-no-phone",
        &entry(
            (
                "没有连接手机，证照不能签名，什么都没有发送。",
                "先连接手机，再发送。填好的内容还在。",
            ),
            (
                "No phone is connected, so nothing could be signed or sent.",
                "Connect your phone, then send. What you filled in is still here.",
            ),
        ),
    ),
];
