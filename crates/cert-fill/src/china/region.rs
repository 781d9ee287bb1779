//! Region codes (GB/T 2260): the first six digits of identifiers.
//!
//! Complete for Shanghai, codes that were abolished included, because a number keeps the
//! code of the day on which it was given. For the other provinces only the first two
//! digits are known: a list of all counties since 1980 would be large and never complete.

/// Provinces, autonomous regions and municipalities, and the two special administrative
/// regions and Taiwan, whose residents get permits with such numbers since 2018.
const PROVINCES: [(&str, &str); 34] = [
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
    ("83", "台湾省"),
];

/// The districts of Shanghai today.
const SHANGHAI: [(&str, &str); 16] = [
    ("310101", "黄浦区"),
    ("310104", "徐汇区"),
    ("310105", "长宁区"),
    ("310106", "静安区"),
    ("310107", "普陀区"),
    ("310109", "虹口区"),
    ("310110", "杨浦区"),
    ("310112", "闵行区"),
    ("310113", "宝山区"),
    ("310114", "嘉定区"),
    ("310115", "浦东新区"),
    ("310116", "金山区"),
    ("310117", "松江区"),
    ("310118", "青浦区"),
    ("310120", "奉贤区"),
    ("310151", "崇明区"),
];

/// Codes of Shanghai that are no longer given, and the codes of the whole city.
const SHANGHAI_OLD: [(&str, &str); 17] = [
    ("310000", "上海市"),
    ("310100", "市辖区"),
    ("310102", "南市区"),
    ("310103", "卢湾区"),
    ("310108", "闸北区"),
    ("310111", "吴淞区"),
    ("310119", "南汇区"),
    ("310221", "上海县"),
    ("310222", "嘉定县"),
    ("310223", "宝山县"),
    ("310224", "川沙县"),
    ("310225", "南汇县"),
    ("310226", "奉贤县"),
    ("310227", "松江县"),
    ("310228", "金山县"),
    ("310229", "青浦县"),
    ("310230", "崇明县"),
];

/// Whether a six-digit code can stand at the beginning of an identifier.
pub fn is_known(code: &str) -> bool {
    let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    digits && if code.starts_with("31") { name(code).is_some() } else { province(code).is_some() }
}

/// Whether the region of this code is `whole` or lies in it: the codes of a province and of a prefecture end in zeros.
pub(crate) fn is_within(code: &str, whole: &str) -> bool {
    let part = whole.strip_suffix("00").unwrap_or(whole);
    let part = part.strip_suffix("00").unwrap_or(part);
    is_known(whole) && code.starts_with(part)
}

/// The name of the province whose two digits begin the code.
pub fn province(code: &str) -> Option<&'static str> {
    let prefix = code.split_at_checked(2)?.0;
    find(&PROVINCES, prefix)
}

/// The name of a district of Shanghai, of today or abolished.
pub fn name(code: &str) -> Option<&'static str> {
    find(&SHANGHAI, code).or_else(|| find(&SHANGHAI_OLD, code))
}

fn find(table: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}
