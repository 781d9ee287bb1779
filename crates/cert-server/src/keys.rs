//! The server's keys: made at first start, kept as private JWKs that only the owner can read.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use cert_issue::SigningKey;
use cert_verify::{Algorithm, base64url, json};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::{StartError, authority::Authority, random, world::World};

/// The names of the server's own keys: no department's key lies in the same file.
const OWN: [&str; 3] = ["root", "forms", "page"];

/// A key file has a few hundred bytes.
const MOST_BYTES: u64 = 65_536;

/// All keys.
pub(crate) struct Keys {
    /// Signs the trust list.
    pub(crate) root: SigningKey,
    /// Signs the forms of a business.
    pub(crate) forms: SigningKey,
    /// Sign certificates, status lists and receipts; by their slugs.
    authorities: BTreeMap<&'static str, SigningKey>,
    /// Ties the forms on the start page to this server.
    pub(crate) page_secret: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Loads the keys from this folder and makes those that are missing.
    pub(crate) fn load_or_make(folder: &Path, world: &World) -> Result<Self, StartError> {
        let mut slugs = world.authorities.iter().map(|authority| authority.slug);
        if let Some(slug) = slugs.find(|slug| OWN.contains(slug)) {
            let reason = format!(
                "{slug} is the name of a key of the server itself; call the department or business something else"
            );
            return Err(StartError::Key { path: folder.join(format!("{slug}.jwk")), reason });
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| failed(folder, &error))?;
        fs::set_permissions(folder, Permissions::from_mode(0o700))
            .map_err(|error| failed(folder, &error))?;
        let own = |name| load_or_make(folder, name, Algorithm::Ed25519);
        let [root, forms, page] = OWN.map(own);
        let (root, forms, page) = (root?, forms?, page?);
        let mut authorities = BTreeMap::new();
        for authority in &world.authorities {
            let key = load_or_make(folder, authority.slug, authority.algorithm)?;
            authorities.insert(authority.slug, key);
        }
        Ok(Self { root, forms, authorities, page_secret: page.secret_bytes() })
    }

    /// The names of all keys with the thumbprints of their public halves (RFC 7638).
    pub(crate) fn thumbprints(&self) -> Vec<(String, String)> {
        // Of a secret that is no key of a signature, the key that it would be says the same.
        let page = SigningKey::ed25519_from_seed(*self.page_secret);
        let own = OWN.into_iter().zip([&self.root, &self.forms, &page]);
        let all = own.chain(self.authorities.iter().map(|(slug, key)| (*slug, key)));
        all.map(|(name, key)| (name.to_owned(), key.public().thumbprint())).collect()
    }

    /// The key of an authority.
    pub(crate) fn of(&self, authority: &Authority) -> &SigningKey {
        self.authorities.get(authority.slug).unwrap_or(&self.root)
    }
}

/// The names of the files in a folder of keys; none when there is no such folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<String>, StartError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_small =
            entry.metadata().is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
        if is_small && name.ends_with(".jwk") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The names of the keys in a folder, with the thumbprints of their public halves.
pub(crate) fn prints(folder: &Path) -> Result<Vec<(String, String)>, StartError> {
    let mut prints = Vec::new();
    for file in files(folder)? {
        let path = folder.join(&file);
        let key = read(&path)?.and_then(|text| parse(&text));
        let key =
            key.ok_or(StartError::Key { path, reason: "it is not a private key".to_owned() })?;
        prints.push((file.trim_end_matches(".jwk").to_owned(), key.public().thumbprint()));
    }
    Ok(prints)
}

fn load_or_make(folder: &Path, name: &str, algorithm: Algorithm) -> Result<SigningKey, StartError> {
    let path = folder.join(format!("{name}.jwk"));
    match read(&path)? {
        Some(text) => {
            let key = parse(&text).filter(|key| key.algorithm() == algorithm);
            key.ok_or(StartError::Key {
                path,
                reason: "it is not a private key of the right kind".to_owned(),
            })
        }
        None => {
            let key = make(algorithm);
            write(&path, &private_jwk(&key))?;
            Ok(key)
        }
    }
}

fn make(algorithm: Algorithm) -> SigningKey {
    let mut fill = |buffer: &mut [u8]| random::fill(buffer);
    if algorithm == Algorithm::Ed25519 {
        return SigningKey::generate(&mut fill);
    }
    loop {
        let mut scalar = Zeroizing::new([0; 32]);
        random::fill(scalar.as_mut_slice());
        // All but one in 2^32 numbers are scalars of P-256.
        if let Ok(key) = SigningKey::p256_from_bytes(&scalar) {
            return key;
        }
    }
}

fn private_jwk(key: &SigningKey) -> Zeroizing<String> {
    let mut jwk = key.public_jwk();
    let secret = Zeroizing::new(base64url::encode(key.secret_bytes().as_slice()));
    jwk["d"] = Value::from(secret.as_str());
    Zeroizing::new(jwk.to_string())
}

fn parse(text: &str) -> Option<SigningKey> {
    let jwk = json::parse_object(text.trim_ascii().as_bytes(), json::Limits::CERTIFICATE).ok()?;
    let secret = Zeroizing::new(base64url::decode(jwk.get("d")?.as_str()?).ok()?);
    let secret = Zeroizing::new(<[u8; 32]>::try_from(secret.as_slice()).ok()?);
    match jwk.get("crv")?.as_str()? {
        "Ed25519" => Some(SigningKey::ed25519_from_seed(*secret)),
        "P-256" => SigningKey::p256_from_bytes(&secret).ok(),
        _ => None,
    }
}

fn read(path: &Path) -> Result<Option<Zeroizing<String>>, StartError> {
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, &error)),
    };
    let mode = file.metadata().map_err(|error| failed(path, &error))?.permissions().mode();
    if mode & 0o077 != 0 {
        let reason = format!("others may read it (mode {:o}); run: chmod 600", mode & 0o777);
        return Err(StartError::Key { path: path.to_owned(), reason });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(|error| failed(path, &error))?;
    Ok(Some(text))
}

/// Written beside its place and then linked there, so a crash leaves no half key and two
/// starts at once do not overwrite each other's.
fn write(path: &Path, text: &str) -> Result<(), StartError> {
    let mut beside = PathBuf::from(path);
    beside.set_extension(format!("new-{}", random::identifier()));
    let attempt = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::hard_link(&beside, path)
    };
    let done = attempt().map_err(|error| failed(path, &error));
    let _ = fs::remove_file(&beside);
    done
}

fn failed(path: &Path, error: &std::io::Error) -> StartError {
    StartError::Key { path: path.to_owned(), reason: error.kind().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_jwk_is_read_back() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
            let key = make(algorithm);
            let again = parse(&private_jwk(&key)).unwrap();
            assert_eq!(again.public_jwk(), key.public_jwk());
            assert_eq!(key.algorithm(), algorithm);
        }
    }

    #[test]
    fn other_text_is_no_key() {
        for text in [
            "",
            "{}",
            r#"{"crv":"Ed25519","d":"AA"}"#,
            r#"{"crv":"X25519","d":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
