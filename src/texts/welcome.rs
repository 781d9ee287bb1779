//! First visit and unlocking.

crate::texts! {
    TITLE = "用手里的证照填表" | "Fill forms from the certificates you hold";
    LEAD = "证照先在这台设备上核验，表格自动填好。您看清楚了再按“提交”。" | "Certificates are checked on this device and your form is filled. You look it over, and only then press Send.";
    STEP_1 = "领取或打开证照" | "Get or open certificates";
    STEP_1_MORE = "每一份都当场核验签名和状态" | "each one is checked on the spot";
    STEP_2 = "表格已经填好" | "The form is filled";
    STEP_2_MORE = "每一项都写明来自哪份证照" | "every answer says where it came from";
    STEP_3 = "看清楚，再提交" | "Look, then send";
    STEP_3_MORE = "只发出这件事需要的内容" | "only what this matter needs";
    GET_SPECIMEN = "领取示例证照" | "Get specimen certificates";
    GET_SPECIMEN_MORE = "用虚构的人物试一遍，一分钟" | "try it with an invented person, one minute";
    OPEN_FILE = "打开文件或粘贴" | "Open a file or paste";
    OPEN_FILE_MORE = "证照文件、证照文本或领取链接" | "a certificate file, its text, or an offer link";
    HOW_TITLE = "证照放在哪里？" | "Where should certificates be kept?";
    HOW_LEAD = "两种方式都只在这台设备上，功能相同。" | "Either way they stay on this device, and everything works.";
    SAVE_TITLE = "加密保存在这台设备" | "Save on this device, encrypted";
    SAVE_TEXT = "设一个口令。下次打开还在，只有口令能打开。" | "Choose a passphrase. They are here next time, and only the passphrase opens them.";
    MEMORY_TITLE = "这次用，不保存" | "Use without saving";
    MEMORY_TEXT = "不留任何内容，关闭本页即清除。适合公用电脑。" | "Nothing is kept; closing this page clears it. Good on a shared computer.";
    MEMORY_BUTTON = "不保存，直接开始" | "Start without saving";
    PASSPHRASE = "口令" | "Passphrase";
    PASSPHRASE_HINT = "至少 8 个字符。一句自己记得住的话最好。" | "At least 8 characters. A sentence that you remember is best.";
    PASSPHRASE_AGAIN = "再输一次口令" | "Passphrase again";
    PASSPHRASE_SHORT = "口令至少要 8 个字符" | "Use at least 8 characters for the passphrase";
    PASSPHRASE_DIFFERS = "两次输入的口令不一样，再输一次" | "The two passphrases differ. Type the second one again";
    PASSPHRASE_MISSING = "输入口令" | "Enter the passphrase";
    PASSPHRASE_LOST = "忘记口令就无法找回，我们也没有副本。保存后可以在设置里导出备份。" | "A forgotten passphrase cannot be recovered; nobody has a copy. After saving you can export a backup in Settings.";
    CREATE_BUTTON = "设好口令，开始使用" | "Set passphrase and start";
    CREATING = "正在用口令生成密钥，大约一秒……" | "Making the key from the passphrase, about a second…";
    REVEAL = "显示口令" | "Show the passphrase";
    UNLOCK_TITLE = "输入口令，打开证照" | "Enter your passphrase";
    UNLOCK_LEAD = "证照加密保存在这台设备上。口令不会离开这台设备。" | "Your certificates are saved on this device, encrypted. The passphrase never leaves it.";
    UNLOCK_BUTTON = "打开" | "Unlock";
    UNLOCKING = "正在打开……" | "Unlocking…";
    UNLOCKED = "已打开" | "Unlocked";
    FORGOT = "忘记口令？" | "Forgotten the passphrase?";
    FORGOT_TEXT = "没有人能替您找回。可以先不保存使用，或删除这里的全部内容后重新领取证照。" | "Nobody can recover it. You can use the app without saving, or delete everything here and get your certificates again.";
    FORGOT_DELETE = "删除全部内容，重新开始" | "Delete everything and start again";
    FORGOT_DELETE_SURE = "再按一次：确定删除全部内容" | "Press again to delete everything";
    DELETED = "已全部删除" | "Everything has been deleted";
    STORAGE_ASIDE = "这个浏览器不让本页保存内容（例如无痕窗口）。您仍可不保存使用，功能相同。" | "This browser does not let the page keep anything (a private window, for example). You can still use it without saving; everything works.";
    OPENING = "正在打开……" | "Opening…";
    WAITING_OFFER = "收到了一份证照领取邀请。先选择证照放在哪里，再领取。" | "Certificates have been offered to you. Choose where to keep them, then get them.";
}
