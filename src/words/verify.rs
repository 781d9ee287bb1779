//! Checking somebody's certificate.

crate::texts! {
    TITLE = "核验证照" | "Verify a certificate";
    LEAD = "在这台设备上核验，没有网络也能用；不记录、不上传。" | "Checked on this device, also without a network. Nothing is recorded or uploaded.";
    PURPOSE = "要看的是哪种证照" | "Which certificate do you need to see?";
    PURPOSE_ANY = "任何一种" | "Any";
    PASTE_LABEL = "粘贴证照文本" | "Paste the certificate's text";
    PASTE_HINT = "扫码枪可以直接扫进来，也可以粘贴二维码图片" | "A hand scanner can type into it, and a picture of a code can be pasted too";
    PASTE_MISSING = "粘贴一份证照" | "Paste a certificate";
    BUTTON = "核验" | "Verify";
    FILE = "选择文件" | "Choose a file";
    OR_FILE = "或打开证照文件、二维码的照片或截图（也可以拖到这里）：" | "Or open a certificate file, or a photo or screenshot of its code (you can drop it here):";
    CAMERA = "用摄像头扫码" | "Scan with the camera";
    CAMERA_STOP = "关闭摄像头" | "Turn the camera off";
    CAMERA_AIM = "把证照上的二维码放进画面里" | "Hold the certificate's QR code in the picture";
    CAMERA_CLOSER = "还没有读到。靠近一点，让二维码占到画面的一半" | "Nothing read yet. Come closer, so that the code fills half of the picture";
    CAMERA_LIGHT = "还没有读到。换个亮一点的地方，避开反光" | "Nothing read yet. Find more light, and avoid reflections";
    CAMERA_STILL = "还没有读到。拿稳，停一下" | "Nothing read yet. Hold still for a moment";
    CAMERA_VIEW = "摄像头画面" | "What the camera sees";
    PICK_TITLE = "图片里有 {0} 个二维码" | "There are {0} codes in the picture";
    PICK_ONE = "核验第 {0} 个：{1}" | "Verify code {0}: {1}";
    PICK_NONE = "都不是，返回" | "None of them, go back";
    RESULT_CONTEXT = "核验结果" | "Result";
    COMPARE = "请与本人核对" | "Compare with the person";
    COMPARE_TEXT = "姓名要与本人、照片证件一致。" | "The name must match the person and a photo document.";
    CHECKS_TITLE = "核验了什么" | "What was checked";
    SHOWN_NUMBER = "出示的第 {0} 份证照" | "Certificate {0} of those shown";
    SHOWING_TITLE = "出示本身核验了什么" | "What was checked of the presentation itself";
    SHOWN_FOR = "签名时写明的出示对象：{0}" | "Signed to be shown to: {0}";
    SHOWN_NONCE = "签名时写明的随机数：{0}" | "Signed with the challenge: {0}";
    SHOWN_NOT_ASKED = "这里没有向出示人提出随机数，所以不能确认是现在、为您出示的：也可能是别处的出示被转发过来。" | "Nobody here asked for this with a challenge, so it is not known that it was made now and for you: it may have been passed on.";
    NEXT = "核验下一份" | "Verify the next one";
    NEXT_HINT = "按 Enter 键也可以" | "or press Enter";
    PRINT = "打印核验记录" | "Print the record";
    AT = "核验时间：{0}" | "Checked: {0}";
    LIST_AGE = "信任名单：第 {0} 号，{1}取得" | "Trust list: number {0}, received {1}";
    LIST_NONE = "还没有信任名单。连上网络后再试。" | "There is no trust list yet. Try again with a network.";
    LIST_REFUSED = "新的信任名单没有被采用：" | "The newest trust list was not accepted:";
    LIST_OLD = "信任名单已过期，只能得到“暂时不能确认”。连上网络更新它。" | "The trust list is out of date, so results stay “Cannot confirm now”. Connect to a network to update it.";
    NOT_PROVEN = "这是一份可以复制的证照：没有当场证明出示人就是持有人。" | "This can be copied: it was not proven that whoever shows it is its holder.";
    CLEARS = "结果在 {0} 秒后清除" | "This result clears in {0} seconds";
    KEEP = "先不清除" | "Keep it for now";
    CLEARED = "结果已清除" | "The result was cleared";
    WHAT_NEXT = "接下来怎么办" | "What to do now";
}
