//! The offices: challenge, attachments, filing, receipt (EF 1.0, 3.4 to 3.7).

pub(crate) mod attachment;
