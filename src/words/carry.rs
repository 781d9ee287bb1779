//! A filing that is carried to a counter, on both sides of it.

use crate::texts;

texts! {
    // At the check page, and afterwards.
    CARRY = "带到窗口提交" | "Hand it in at a counter";
    CARRY_HINT = "在这里签好名，存成文件或一组会动的码，带到任意一个窗口提交。两周内有效。" | "It is signed here and becomes a file or a moving code, which any counter takes. It is good for two weeks.";
    CARRIED_TITLE = "带着它去窗口" | "Take it to a counter";
    CARRIED_STATE = "已签好，还没有提交" | "Signed, not handed in yet";
    CARRIED_TEXT = "签好的申请在这里，还没有发出。请在{0}前，到任意一个受理窗口出示。窗口会用同样的规则核验，再提交给{1}。" | "Your filing is signed and has not been sent. Show it at any counter by {0}. The counter checks it with the same rules and hands it to {1}.";
    CARRIED_OPEN = "出示或存成文件" | "Show it or save it";
    CARRIED_NOW = "不去窗口了，现在从网上提交" | "Send it from here after all";
    CARRIED_DONE = "去过窗口了？按下面的按钮取回执。同一份申请只会受理一次。" | "Been to the counter? The button below gets your receipt. The same filing is never taken twice.";
    CODE = "会动的码，装着签好的申请" | "A moving code that holds the signed filing";
    CODE_TEXT = "把手机对着窗口的摄像头，直到窗口读完。" | "Hold the screen to the counter's camera until it has read it all.";
    FILE = "存成文件" | "Save the file";
    FILE_SAVED = "已存成文件" | "The file was saved";
    WHAT_IS_IN_IT = "里面只有给{0}的内容，和您在核对页看到的一样。谁拿到都只能原样提交给这个部门，改一个字就不受理。" | "It holds only what {0} gets, as you saw it on the check page. Whoever has it can hand it in to this office unchanged and nothing else; one changed letter and it is refused.";

    // At the counter.
    TITLE = "收到一份带来的申请" | "A filing was brought here";
    LEAD = "在本机用受理部门的规则核验。提交前什么都不会发出。" | "It is checked on this device with the office's own rules. Nothing is sent before you hand it in.";
    CHECKING = "正在核验……" | "Checking…";
    CHECKED_OK = "已按受理部门的规则核验：可以提交" | "Checked with the office's own rules: it can be handed in";
    REFUSED = "这份申请不能提交" | "This filing cannot be handed in";
    REFUSED_HINT = "请申请人在自己的设备上更正，重新签一次。填过的内容都在那里。没有提交任何内容。" | "The applicant can correct it and sign it again on their own device; the answers are still there. Nothing was handed in.";
    REFUSED_LINE = "{0}：{1}" | "{0}: {1}";
    FOR_OFFICE = "办给：{0}" | "For: {0}";
    UNTIL = "有效到：{0}" | "Good until: {0}";
    ANSWERS = "申请的内容" | "What is in it";
    DECLARED = "申请人填写" | "Declared by the applicant";
    HAND_IN = "提交给{0}" | "Hand in to {0}";
    HANDING_IN = "正在提交……" | "Handing it in…";
    NEXT = "下一份" | "The next one";
    NOTHING = "这里没有带来的申请" | "There is no filing here";
    NOTHING_HINT = "打开“核验”，用摄像头读码，或打开文件。" | "Open Verify and read the code with the camera, or open the file.";
    TAKEN = "已受理" | "Taken";
    TAKEN_TEXT = "回执已核验。申请人也可以在自己的设备上取到同一份回执。本机不保存任何内容。" | "The receipt was checked. The applicant gets the same receipt on their own device. Nothing is kept here.";
    NO_ANSWER = "没有收到答复，可能已经送到。再提交一次不会重复受理。" | "There was no answer; it may have arrived. Handing it in again is never a second filing.";
}
