//! What a backup says about itself, at its head.

use cert_verify::{UnixTime, json};
use serde_json::{Map, Value, json};

use super::{BackupTrouble, DATABASE};

/// The one layout that there is.
const LAYOUT: u64 = 1;

/// A file of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) size: u64,
    /// SHA-256 in hexadecimal digits, as `sha256sum` prints it.
    pub(super) digest: String,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) made_at: UnixTime,
    pub(super) tables: i64,
    /// In the order in which they lie in the archive.
    pub(super) parts: Vec<Part>,
    /// The names of all keys with the thumbprints of their public halves, also when the keys are not in it.
    pub(super) keys: Vec<(String, String)>,
}

impl Manifest {
    pub(super) fn to_text(&self) -> String {
        let parts: Vec<Value> = self
            .parts
            .iter()
            .map(|part| json!({"name": part.name, "size": part.size, "sha256": part.digest}))
            .collect();
        let keys = self.keys.iter().map(|(name, print)| (name.clone(), Value::from(print.clone())));
        let text = json!({
            "certfill_backup": LAYOUT,
            "made_at": self.made_at.to_string(),
            "server": env!("CARGO_PKG_VERSION"),
            "tables": self.tables,
            "files": parts,
            "keys": Map::from_iter(keys),
        });
        format!("{text:#}\n")
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, BackupTrouble> {
        let wrong = |reason: &str| BackupTrouble::NotABackup { reason: reason.to_owned() };
        let said = json::parse_object(bytes.trim_ascii(), json::Limits::LIST)
            .map_err(|_| wrong("its manifest cannot be read"))?;
        if said.get("certfill_backup").and_then(Value::as_u64) != Some(LAYOUT) {
            return Err(wrong("its layout is not one that this version knows"));
        }
        let read = || {
            let part = |part: &Value| {
                let text = |name: &str| Some(part.get(name)?.as_str()?.to_owned());
                let part = Part {
                    name: text("name")?,
                    size: part.get("size")?.as_u64()?,
                    digest: text("sha256")?,
                };
                is_a_name(&part.name).then_some(part)
            };
            let parts: Option<Vec<Part>> =
                said.get("files")?.as_array()?.iter().map(part).collect();
            let keys = said.get("keys")?.as_object()?.iter();
            let keys = keys.map(|(name, print)| Some((name.clone(), print.as_str()?.to_owned())));
            Some(Self {
                made_at: UnixTime::parse_rfc3339(said.get("made_at")?.as_str()?)?,
                tables: said.get("tables")?.as_i64()?,
                parts: parts?,
                keys: keys.collect::<Option<_>>()?,
            })
        };
        let manifest = read().ok_or_else(|| wrong("its manifest lacks something"))?;
        let holds_one = manifest.parts.iter().filter(|part| part.name == DATABASE).count() == 1;
        holds_one.then_some(manifest).ok_or_else(|| wrong("there is no database in it"))
    }
}

/// The database, or a file of the folder of keys: no path of a backup leads anywhere else.
fn is_a_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let key = name.strip_prefix("keys/");
    name == DATABASE
        || key.is_some_and(|key| {
            !key.starts_with('.') && !key.is_empty() && key.len() <= 200 && key.bytes().all(plain)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str) -> Manifest {
        let part = |name: &str| Part { name: name.to_owned(), size: 3, digest: "00".to_owned() };
        Manifest {
            made_at: UnixTime::from_seconds(1_795_000_000),
            tables: 50,
            parts: vec![part(DATABASE), part(name)],
            keys: vec![("root".to_owned(), "print".to_owned())],
        }
    }

    #[test]
    fn a_manifest_is_read_back() {
        let given = manifest("keys/psb.jwk");
        assert_eq!(Manifest::read(given.to_text().as_bytes()).unwrap(), given);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in [
            "keys/../psb.jwk",
            "/etc/passwd",
            "keys/",
            "keys/.hidden",
            "keys/a/b",
            "other",
            "certfill.sqlite",
        ] {
            assert!(Manifest::read(manifest(name).to_text().as_bytes()).is_err(), "{name}");
        }
        assert!(Manifest::read(b"{}").is_err());
    }
}
