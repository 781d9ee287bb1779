//! Type metadata (SD-JWT VC): what the specimen types and their claims are called.

use serde_json::{Value, json};

use crate::world::{CODE_TYPE, RECEIPT_TYPE, TYPE_BASE};

/// A type: its name in addresses, in Chinese and English, and its claims.
pub(crate) struct Type {
    pub(crate) name: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    /// The colour of its card.
    colour: &'static str,
    /// The claims on its card: whose it is or what it is about, and its number.
    face: &'static [&'static str],
    /// Claim path (dots between steps), Chinese, English.
    claims: &'static [(&'static str, &'static str, &'static str)],
}

/// All types.
pub(crate) const TYPES: &[Type] = &[
    Type {
        name: "resident-id",
        zh: "居民身份证（示例）",
        en: "Resident identity card (SPECIMEN)",
        colour: "#27507a",
        face: &["name", "id_number"],
        claims: &[
            ("name", "姓名", "Full name"),
            ("sex", "性别", "Sex"),
            ("ethnicity", "民族", "Ethnicity"),
            ("birth_date", "出生日期", "Date of birth"),
            ("address", "住址", "Registered address"),
            ("id_number", "公民身份号码", "Resident ID number"),
            ("issuing_authority", "签发机关", "Issuing authority"),
            ("valid_from", "有效期起", "Valid from"),
            ("valid_until", "有效期至", "Valid until"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "sh-residence-permit",
        zh: "上海市居住证（示例）",
        en: "Shanghai residence permit (SPECIMEN)",
        colour: "#0f6b6b",
        face: &["name", "permit_number"],
        claims: &[
            ("name", "姓名", "Full name"),
            ("id_number", "公民身份号码", "Resident ID number"),
            ("permit_number", "居住证编号", "Permit number"),
            ("valid_from", "有效期起", "Valid from"),
            ("valid_until", "有效期至", "Valid until"),
            ("first_issued", "首次申领日期", "First issued"),
            ("address", "居住地址", "Residential address"),
            ("address.district_code", "区", "District"),
            ("address.street", "街道", "Subdistrict"),
            ("address.road", "路", "Road"),
            ("address.lane", "弄", "Lane"),
            ("address.building", "号", "Building"),
            ("address.room", "室", "Room"),
            ("address.line", "详细地址", "Address line"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "lease-record",
        zh: "房屋租赁合同登记备案（示例）",
        en: "Registered lease (SPECIMEN)",
        colour: "#74552a",
        face: &["address.line", "record_number"],
        claims: &[
            ("record_number", "备案编号", "Record number"),
            ("tenant", "承租人", "Tenant"),
            ("address", "房屋地址", "Address of the home"),
            ("address.district_code", "区", "District"),
            ("address.line", "详细地址", "Address line"),
            ("valid_from", "租期起", "Lease from"),
            ("valid_until", "租期至", "Lease until"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "real-estate-title",
        zh: "不动产权证书（示例）",
        en: "Real estate title (SPECIMEN)",
        colour: "#86372f",
        face: &["address.line", "title_number"],
        claims: &[
            ("title_number", "不动产权证号", "Title number"),
            ("owner", "权利人", "Owner"),
            ("address", "坐落", "Location"),
            ("address.district_code", "区", "District"),
            ("address.line", "详细地址", "Address line"),
            ("area_m2", "建筑面积（平方米）", "Floor area (m²)"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "social-insurance",
        zh: "社会保险参保证明（示例）",
        en: "Proof of social insurance (SPECIMEN)",
        colour: "#6b3a63",
        face: &["employer.name", "employer.uscc"],
        claims: &[
            ("name", "姓名", "Full name"),
            ("employer", "参保单位", "Employer"),
            ("employer.name", "单位名称", "Employer's name"),
            ("employer.uscc", "统一社会信用代码", "Employer's credit code"),
            ("since", "参保起始日期", "Insured since"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "business-licence",
        zh: "营业执照（示例）",
        en: "Business licence (SPECIMEN)",
        colour: "#30416e",
        face: &["name", "uscc"],
        claims: &[
            ("uscc", "统一社会信用代码", "Credit code"),
            ("name", "名称", "Company name"),
            ("kind", "类型", "Type of company"),
            ("address", "住所", "Registered office"),
            ("address.district_code", "区", "District"),
            ("address.line", "详细地址", "Address line"),
            ("legal_representative", "法定代表人", "Legal representative"),
            ("registered_capital_yuan", "注册资本（元）", "Registered capital (yuan)"),
            ("established", "成立日期", "Established"),
            ("valid_until", "营业期限", "Term"),
            ("scope", "经营范围", "Business scope"),
            ("issuing_authority", "登记机关", "Registration authority"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "senior-card",
        zh: "敬老卡（示例）",
        en: "Senior citizen card (SPECIMEN)",
        colour: "#4c6428",
        face: &["name", "card_number"],
        claims: &[
            ("name", "姓名", "Full name"),
            ("id_number", "公民身份号码", "Resident ID number"),
            ("card_number", "卡号", "Card number"),
            ("tier", "年龄档", "Age tier"),
            ("bank", "发卡银行", "Bank"),
            ("since", "起始日期", "Since"),
            ("specimen", "示例", "Specimen"),
        ],
    },
    Type {
        name: "identity-code",
        zh: "居民身份证二维码（示例）",
        en: "Resident identity code (SPECIMEN)",
        colour: "#27507a",
        face: &["claim169.fullName", "claim169.id"],
        claims: &[
            ("claim169.fullName", "姓名", "Full name"),
            ("claim169.gender", "性别", "Sex"),
            ("claim169.dateOfBirth", "出生日期", "Date of birth"),
            ("claim169.address", "住址", "Registered address"),
            ("claim169.id", "公民身份号码", "Resident ID number"),
            ("claim169.language", "语言", "Language"),
            ("claim169.secondaryFullName", "示例", "Specimen"),
            ("claim169.secondaryLanguage", "示例所用语言", "Language of the mark"),
        ],
    },
    Type {
        name: "filing-receipt",
        zh: "受理回执（示例）",
        en: "Filing receipt (SPECIMEN)",
        colour: "#4a5560",
        face: &["case_no"],
        claims: &[
            ("submission_id", "提交编号", "Submission number"),
            ("filing", "受理事项", "Filing"),
            ("case_no", "受理编号", "Case number"),
            ("filing_status", "状态", "Status"),
            ("received_at", "受理时间", "Received at"),
            ("form", "表单", "Form"),
            ("transaction_data_hash", "提交内容摘要", "Digest of what was sent"),
            ("verified", "已核验的内容", "Verified values"),
            ("declared", "自行申报的内容", "Declared values"),
            ("next", "下一步", "Next step"),
            ("produced", "办理结果", "Results"),
        ],
    },
];

impl Type {
    /// The type with this name.
    pub(crate) fn by_name(name: &str) -> Option<&'static Self> {
        TYPES.iter().find(|other| other.name == name)
    }

    /// Its identifier.
    pub(crate) fn vct(&self) -> String {
        match self.name {
            "filing-receipt" => RECEIPT_TYPE.to_owned(),
            "identity-code" => CODE_TYPE.to_owned(),
            name => format!("{TYPE_BASE}{name}"),
        }
    }

    /// The type metadata document.
    pub(crate) fn metadata(&self) -> Value {
        let claims: Vec<Value> = self
            .claims
            .iter()
            .map(|(path, zh, en)| {
                let mut claim = json!({
                    "path": steps(path),
                    "display": [{"locale": "zh-CN", "label": zh}, {"locale": "en", "label": en}],
                });
                if MASKED.contains(path) {
                    claim["certfill_masked"] = Value::Bool(true);
                }
                if *path == "specimen" {
                    claim["certfill_hidden"] = Value::Bool(true);
                }
                claim
            })
            .collect();
        let display = |locale: &str, name: &str| {
            let colours = json!({"background_color": self.colour, "text_color": "#ffffff"});
            json!({"locale": locale, "name": name, "rendering": {"simple": colours}})
        };
        json!({
            "vct": self.vct(),
            "name": self.en,
            "display": [display("zh-CN", self.zh), display("en", self.en)],
            "claims": claims,
            // What our own app reads besides; others ignore what they do not know.
            "certfill_card": {
                "short": {
                    "zh-CN": self.zh.trim_end_matches("（示例）"),
                    "en": self.en.trim_end_matches(" (SPECIMEN)"),
                },
                "mark": {"zh-CN": "示例", "en": "SPECIMEN"},
                "face": self.face.iter().map(|path| steps(path)).collect::<Vec<_>>(),
            },
        })
    }

    /// The claims for the issuer's metadata (OpenID4VCI appendix B.2).
    pub(crate) fn claim_descriptions(&self) -> Vec<Value> {
        self.claims
            .iter()
            .map(|(path, zh, en)| {
                json!({
                    "path": steps(path),
                    "display": [{"locale": "zh-CN", "name": zh}, {"locale": "en", "name": en}],
                })
            })
            .collect()
    }
}

/// Claims whose middle is hidden until it is asked for.
const MASKED: &[&str] = &["id_number", "permit_number", "card_number", "claim169.id"];

fn steps(path: &str) -> Vec<&str> {
    path.split('.').collect()
}
