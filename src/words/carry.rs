//! A filing that is carried to a counter, on both sides of it.

use crate::texts;

texts! {
    // At the check page, and afterwards.
    CARRY = "带到窗口提交" | "Hand it in at a counter";
    CARRY_HINT = "在这里签好名，存成文件或一组会动的码，带到任意一个窗口提交。最长两周有效；里面的证照先到期的，到那天为止。" | "It is signed here and becomes a file or a moving code, which any counter takes. It is good for two weeks, or until a certificate in it ends.";
    CARRIED_TITLE = "带着它去窗口" | "Take it to a counter";
    CARRIED_STATE = "已签好，等您带到窗口" | "Signed, for you to hand in at a counter";
    CARRIED_TEXT = "签好的申请在这里，这台设备还没有发出。请在{0}前，到任意一个受理窗口出示。里面的证照或委托先到期的，以到期那天为准。窗口会用同样的规则核验，再提交给{1}。" | "Your filing is signed; this device has not sent it. Show it at any counter by {0}, or before a certificate or delegation in it ends. The counter checks it with the same rules and hands it to {1}.";
    CARRIED_LEAD = "去窗口以前不会提交。窗口有没有提交，这台设备不知道。" | "It is not handed in before you go there. This device does not know whether a counter has done so.";
    CARRIED_OVER = "带去窗口的期限过了（{0}）。窗口交过的，按下面的按钮取回执；没有交过，部门会这样答复，之后可以更正、重新签。" | "The time for a counter is over ({0}). If a counter has handed it in, the button below gets your receipt. If none has, the office will say so, and you can correct it and sign again.";
    SIGNED_ON = "{0}签名" | "Signed {0}";
    BEFORE_CARRIED = "您在{0}签好了一份，等您在{1}前带到窗口，不用再办一次。" | "You signed one on {0} to hand in at a counter by {1}; there is no need to start another.";
    DUE_CARRIED = "{0}的续办已签好，还没有提交：请在{1}前带到窗口" | "Renewal of your {0} is signed, not handed in: take it to a counter by {1}";
    CARRIED_OPEN = "出示或存成文件" | "Show it or save it";
    CARRIED_NOW = "取回执，或现在从网上提交" | "Get the receipt, or send it from here";
    CARRIED_DONE = "去过窗口了，按下面的按钮取回执。窗口还没有提交的话，按了就是从网上提交给{0}。同一份申请只会受理一次。要更正也先按它：部门答复以后就能改。" | "After the counter, the button below gets your receipt. If no counter has handed it in, pressing it sends it to {0} from here. The same filing is never taken twice. To correct something press it, too: you can once the office has answered.";
    CODE = "会动的码，装着签好的申请" | "A moving code that holds the signed filing";
    CODE_TEXT = "把手机对着窗口的摄像头，直到窗口读完。" | "Hold the screen to the counter's camera until it has read it all.";
    FILE = "存成文件" | "Save the file";
    FILE_SAVED = "已存成文件" | "The file was saved";
    WHAT_IS_IN_IT = "里面是给{0}的内容，和您在核对页看到的一样。谁拿到它都看得到这些内容，也能原样替您提交；改一个字就不受理。请只给受理窗口。" | "It holds what {0} gets, as you saw it on the check page. Whoever has it can read that, and can hand it in for you unchanged; one changed letter and it is refused. Give it to a counter only.";

    // At the counter.
    TITLE = "收到一份带来的申请" | "A filing was brought here";
    LEAD = "在本机用受理部门的规则核验。提交前什么都不会发出。" | "It is checked on this device with the office's own rules. Nothing is sent before you hand it in.";
    CHECKING = "正在核验……" | "Checking…";
    CHECKED_OK = "已按受理部门的规则核验：可以提交" | "Checked with the office's own rules: it can be handed in";
    REFUSED = "这份申请不能提交" | "This filing cannot be handed in";
    REFUSED_HINT = "没有提交任何内容。请申请人在自己的设备上打开这次申请，按“取回执，或现在从网上提交”：部门答复以后就能更正、重新签。填过的内容都在。" | "Nothing was handed in. On their own device the applicant opens this filing and presses “Get the receipt, or send it from here”: once the office has answered, it can be corrected and signed again. The answers are still there.";
    REFUSED_LINE = "{0}：{1}" | "{0}: {1}";
    FOR_OFFICE = "办给：{0}" | "For: {0}";
    UNTIL = "有效到：{0}" | "Good until: {0}";
    ANSWERS = "申请的内容" | "What is in it";
    DECLARED = "申请人填写" | "Declared by the applicant";
    HAND_IN = "提交给{0}" | "Hand in to {0}";
    HANDING_IN = "正在提交……" | "Handing it in…";
    CLEARS = "三分钟没有人操作，这一页自动清除。" | "This page clears itself after three minutes without use.";
    NEXT = "下一份" | "The next one";
    NOTHING = "这里没有带来的申请" | "There is no filing here";
    NOTHING_HINT = "打开“核验”，用摄像头读码，或打开文件。" | "Open Verify and read the code with the camera, or open the file.";
    TAKEN = "已受理" | "Taken";
    TAKEN_TEXT = "回执已核验。申请人也可以在自己的设备上取到同一份回执。这个页面不保存任何内容。" | "The receipt was checked. The applicant gets the same receipt on their own device. This page keeps nothing.";
    NO_ANSWER = "没有收到答复，可能已经送到。再提交一次不会重复受理。" | "There was no answer; it may have arrived. Handing it in again is never a second filing.";
}
