//! Words for answers that do not fit. `{0}` is the label, `{1}` the limit.

use crate::texts;

texts! {
    ENTER = "请填写{0}" | "Enter {0}";
    CHOOSE = "请选择{0}" | "Choose {0}";
    UPLOAD = "请上传{0}" | "Upload {0}";
    CONFIRM = "请先确认：{0}" | "Confirm this first: {0}";
    TOO_LONG = "{0}最多 {1} 个字" | "{0} must have {1} characters or fewer";
    TOO_SHORT = "{0}至少 {1} 个字" | "{0} must have {1} characters or more";
    TOO_MANY = "{0}最多 {1} 项" | "{0}: choose {1} or fewer";
    TOO_FEW = "{0}至少 {1} 项" | "{0}: choose {1} or more";
    TOO_BIG = "{0}不能大于 {1}" | "{0} must be {1} or less";
    TOO_SMALL = "{0}不能小于 {1}" | "{0} must be {1} or more";
    PATTERN = "{0}的写法不对，对照证件再看一遍" | "{0} is not written as expected; compare it with your document";
    NUMBER = "{0}要填一个整数，例如 3" | "{0} must be a whole number, such as 3";
    DATE = "{0}要填一个真实的日期，例如 2026 年 12 月 5 日" | "{0} must be a real date, such as 5 12 2026";
    EMAIL = "{0}要写成 name@example.com 的样子" | "{0} must look like name@example.com";
    OPTION = "从列出的选项里选择{0}" | "Choose {0} from the list";
    OTHER = "{0}还不符合要求，再看一遍" | "{0} does not fit yet; look at it again";
    NOT_ASKED = "{0}在这里不需要填写，把它清空" | "{0} is not needed here; clear it";
    DUPLICATE = "{0}里有重复的项，去掉一项" | "{0} lists something twice; remove one";
    ROW = "{0}：{1}" | "{0}: {1}";
    NEED_CERTIFICATE = "{0}要由证照证明，先添加这份证照" | "{0} must come from a certificate; add it first";
    CERTIFIED_OTHERWISE = "{0}：您证照上的这一项，这张表用不了，请向受理部门咨询" | "{0}: the form cannot use what your certificate says here; ask the office";
    CERTIFIED_UNUSUAL = "{0}：证照上的号码不合常见的编号规则；以登记的为准，照填即可。" | "{0}: the certified number does not follow the usual rules. What is registered counts, so it is filled in as it stands.";
    BORN_LATER = "{0}不能晚于今天" | "{0} cannot be later than today";
    CHOICE_NEEDS = "{0}：这一项要附上对应的证照，换一个选项，或重新附上它" | "{0}: this choice needs its certificate; choose another one, or use the certificate again";
    REFUSED_VALUE = "{0}：{1}" | "{0}: {1}";
}
