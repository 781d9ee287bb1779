//! Names of claims that many certificates have, for those whose issuer gives no names. The one
//! table: card, certificate page, form and consent read it.

use super::Text;
use super::local::PerLanguage;

const NAMES: &[(&str, Text)] = &[
    ("name", Text { zh: "姓名", en: "Name" }),
    ("given_name", Text { zh: "名", en: "Given name" }),
    ("family_name", Text { zh: "姓", en: "Family name" }),
    ("sex", Text { zh: "性别", en: "Sex" }),
    ("gender", Text { zh: "性别", en: "Gender" }),
    ("ethnicity", Text { zh: "民族", en: "Ethnic group" }),
    ("nationality", Text { zh: "国籍", en: "Nationality" }),
    ("nationalities", Text { zh: "国籍", en: "Nationalities" }),
    ("birth_date", Text { zh: "出生日期", en: "Date of birth" }),
    ("birthdate", Text { zh: "出生日期", en: "Date of birth" }),
    ("address", Text { zh: "地址", en: "Address" }),
    ("id_number", Text { zh: "公民身份号码", en: "Resident ID number" }),
    ("document_number", Text { zh: "证件号码", en: "Document number" }),
    ("issuing_authority", Text { zh: "签发机关", en: "Issuing authority" }),
    ("issuing_country", Text { zh: "签发国家", en: "Issuing country" }),
    ("valid_from", Text { zh: "有效期起", en: "Valid from" }),
    ("valid_until", Text { zh: "有效期至", en: "Valid until" }),
    ("date_of_expiry", Text { zh: "有效期至", en: "Valid until" }),
    ("first_issued", Text { zh: "首次签发日期", en: "First issued" }),
    ("permit_number", Text { zh: "居住证编号", en: "Permit number" }),
    ("record_number", Text { zh: "备案编号", en: "Record number" }),
    ("title_number", Text { zh: "不动产权证号", en: "Title number" }),
    ("card_number", Text { zh: "卡号", en: "Card number" }),
    ("case_no", Text { zh: "受理编号", en: "Case number" }),
    ("tenant", Text { zh: "承租人", en: "Tenant" }),
    ("owner", Text { zh: "权利人", en: "Owner" }),
    ("area_m2", Text { zh: "建筑面积（平方米）", en: "Floor area (m²)" }),
    ("district_code", Text { zh: "区", en: "District" }),
    ("street", Text { zh: "街道", en: "Subdistrict" }),
    ("road", Text { zh: "路", en: "Road" }),
    ("lane", Text { zh: "弄", en: "Lane" }),
    ("building", Text { zh: "号", en: "Building" }),
    ("room", Text { zh: "室", en: "Room" }),
    ("line", Text { zh: "详细地址", en: "Address line" }),
    ("employer", Text { zh: "单位", en: "Employer" }),
    ("uscc", Text { zh: "统一社会信用代码", en: "Unified social credit code" }),
    ("since", Text { zh: "起始日期", en: "Since" }),
    ("legal_representative", Text { zh: "法定代表人", en: "Legal representative" }),
    ("email", Text { zh: "电子邮箱", en: "Email address" }),
    ("phone_number", Text { zh: "电话号码", en: "Telephone number" }),
    ("photo", Text { zh: "照片", en: "Photo" }),
    ("portrait", Text { zh: "照片", en: "Photo" }),
];

/// The label of a claim by its own name, per language: the common one, else the name made
/// readable.
#[must_use]
pub fn label(name: &str) -> PerLanguage {
    match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, words)) => PerLanguage::from(*words),
        None => readable(name),
    }
}

/// Where a claim stands when nobody gives an order.
#[must_use]
pub fn place(name: &str) -> usize {
    NAMES.iter().position(|(known, _)| *known == name).unwrap_or(usize::MAX)
}

/// Whether a claim of this name is a number that tells one person or thing from another: the
/// middle is hidden until it is asked for.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    matches!(name, "id_number" | "document_number" | "permit_number" | "card_number")
        || ["personal_", "passport_", "licence_", "license_", "administrative_"]
            .iter()
            .any(|start| name.strip_prefix(start).is_some_and(|rest| rest.contains("number")))
}

/// An identifier such as `library-card` or `familyName` as words; the same in every language.
#[must_use]
pub fn readable(name: &str) -> PerLanguage {
    let mut words = String::new();
    for sign in name.chars() {
        if matches!(sign, '-' | '_') {
            words.push(' ');
        } else if sign.is_ascii_uppercase()
            && words.ends_with(|last: char| last.is_ascii_lowercase())
        {
            words.push(' ');
            words.push(sign.to_ascii_lowercase());
        } else if words.is_empty() {
            words.push(sign.to_ascii_uppercase());
        } else {
            words.push(sign);
        }
    }
    PerLanguage::same(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_claims_have_names_and_others_are_made_readable() {
        assert_eq!(label("family_name").exactly("zh-CN"), Some("姓"));
        let same = |words: &str| PerLanguage::same(words.to_owned());
        assert_eq!(label("membershipLevel"), same("Membership level"));
        assert_eq!(label("start-of_term"), same("Start of term"));
        assert_eq!(label("证号"), same("证号"));
        assert_eq!(label(""), same(""));
    }

    #[test]
    fn each_name_stands_once() {
        for (at, (name, _)) in NAMES.iter().enumerate() {
            assert_eq!(place(name), at);
        }
        assert!(is_identifier("passport_number") && !is_identifier("record_number"));
    }
}
