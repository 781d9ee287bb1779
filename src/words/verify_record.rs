//! The record of checks done, and many at once.

crate::texts! {
    TITLE = "核验记录" | "Record of checks";
    LEAD = "只记时间、证照种类、结果、原因和用途，不记证照内容和姓名。存在这台设备上，保留 {0} 天。" | "Times, kinds, results, reasons and purposes only: no names, nothing that stood in a certificate. Kept on this device; days: {0}.";
    LEAD_NONE = "现在的规则不保留核验记录。" | "The rules in force keep no record.";
    EMPTY = "还没有核验过。" | "Nothing has been checked yet.";
    COUNT = "{0} 条记录" | "Entries: {0}";
    SHOWN = "这里列出最近的 {0} 条，表格文件里是全部。" | "The latest {0} are listed here; the table file holds all of them.";
    TIME = "时间" | "Time";
    TIME_COLUMN = "时间（北京时间）" | "Time (UTC+8)";
    KIND = "证照种类" | "Kind";
    RESULT = "结果" | "Result";
    REASON = "原因" | "Reason";
    PURPOSE = "用途" | "Purpose";
    CODE = "结果代码" | "Result code";
    REASON_CODE = "原因代码" | "Reason code";
    FILE = "文件" | "File";
    EXPORT = "保存为表格（CSV）" | "Save as a table (CSV)";
    EXPORTED = "表格已保存" | "The table is saved";
    PRINT = "打印" | "Print";
    CLEAR = "清空记录" | "Clear the record";
    CLEARED = "记录已清空" | "The record is cleared";
    UNDO = "找回记录" | "Bring it back";
    UNDONE = "记录已找回" | "The record is back";
    BULK_TITLE = "一次核验多份" | "Many at once";
    BULK_PROGRESS = "正在核验第 {0} 个，共 {1} 个" | "Checking {0} of {1}";
    BULK_DONE = "核验了 {0} 个文件，{1} 份有效" | "Files checked: {0}. Valid certificates: {1}.";
    BULK_STOPPED = "已停止：核验了 {0} 个文件，共 {1} 个" | "Stopped: {0} files of {1} were checked";
    BULK_STOP = "停止" | "Stop";
    BULK_BACK = "返回" | "Back";
    BULK_PART = "{0}（第 {1} 个码）" | "{0} (code {1})";
    FOLDER = "选择文件夹" | "Choose a folder";
}
