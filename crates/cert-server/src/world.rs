//! The invented authorities of the specimen world. Each issues some types and receives
//! filings under its own name; each name says 示例.

use cert_verify::Algorithm;

use crate::db::lists;

/// What every specimen type's identifier begins with.
pub(crate) const TYPE_BASE: &str = "https://specimen.example/vct/";

/// The type of receipts (EF 1.0, 3.7).
pub(crate) const RECEIPT_TYPE: &str = "https://ef.example/vct/filing-receipt/1";

/// The type of identity codes for paper: a CWT names none, so it is what verifiers call all of its layout.
pub(crate) const CODE_TYPE: &str = "claim-169";

/// An invented authority.
#[derive(Debug)]
pub(crate) struct Authority {
    /// In key file names, office addresses and case numbers.
    pub(crate) slug: &'static str,
    /// The number of its first status list; a full one is followed by another.
    pub(crate) list: u32,
    /// `iss` of its certificates and receipts.
    pub(crate) issuer: &'static str,
    pub(crate) name_zh: &'static str,
    pub(crate) name_en: &'static str,
    pub(crate) algorithm: Algorithm,
    /// The names of the types that it issues.
    pub(crate) types: &'static [&'static str],
    /// The divisions that it is limited to.
    pub(crate) region: &'static str,
}

/// All authorities. One signs with ES256, so both algorithms are in daily use.
pub(crate) const AUTHORITIES: &[Authority] = &[
    Authority {
        slug: "psb",
        list: 1,
        issuer: "https://psb.sh.specimen.example",
        name_zh: "市公安局（示例）",
        name_en: "Municipal Public Security Bureau (SPECIMEN)",
        algorithm: Algorithm::Ed25519,
        types: &["resident-id", "identity-code", "sh-residence-permit"],
        region: "31",
    },
    Authority {
        slug: "hrss",
        list: 2,
        issuer: "https://hrss.sh.specimen.example",
        name_zh: "市人社局（示例）",
        name_en: "Municipal Human Resources and Social Security Bureau (SPECIMEN)",
        algorithm: Algorithm::Es256,
        types: &["social-insurance", "senior-card"],
        region: "31",
    },
    Authority {
        slug: "xuhui",
        list: 3,
        issuer: "https://xuhui.sh.specimen.example",
        name_zh: "徐汇区政务服务（示例）",
        name_en: "Xuhui District Government Services (SPECIMEN)",
        algorithm: Algorithm::Ed25519,
        types: &["lease-record"],
        region: "310104",
    },
    Authority {
        slug: "land",
        list: 4,
        issuer: "https://land.sh.specimen.example",
        name_zh: "市自然资源局（示例）",
        name_en: "Municipal Natural Resources Bureau (SPECIMEN)",
        algorithm: Algorithm::Ed25519,
        types: &["real-estate-title"],
        region: "31",
    },
    Authority {
        slug: "market",
        list: 5,
        issuer: "https://market.sh.specimen.example",
        name_zh: "市市场监管局（示例）",
        name_en: "Municipal Market Regulation Bureau (SPECIMEN)",
        algorithm: Algorithm::Ed25519,
        types: &["business-licence"],
        region: "31",
    },
];

impl Authority {
    /// The authority with this slug.
    pub(crate) fn by_slug(slug: &str) -> Option<&'static Self> {
        AUTHORITIES.iter().find(|authority| authority.slug == slug)
    }

    /// The authority with this status list.
    pub(crate) fn by_list(list: u32) -> Option<&'static Self> {
        AUTHORITIES.iter().find(|authority| authority.list == lists::first_of(list))
    }

    /// The authority that issues this type.
    pub(crate) fn of_type(name: &str) -> Option<&'static Self> {
        AUTHORITIES.iter().find(|authority| authority.types.contains(&name))
    }
}
