//! A business's own server: just an office, with its own signed forms.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use cert_catalogue::Folder;
use cert_fill::LocalText;
use cert_verify::{Algorithm, PublicKey, RootKeys};
use serde_json::{Value, json};

use super::{Business, is_origin};
use crate::{
    Config, StartError,
    authority::{Authority, leak},
    keys::Keys,
    world::{self, World},
};

/// What makes this server the office of a business (`--office FILE`).
///
/// The file says who the business is; where things are depends on the place and comes beside it.
#[derive(Clone, Debug)]
pub struct OwnOffice {
    /// In addresses and case numbers.
    pub slug: String,
    /// `iss` of its receipts.
    pub issuer: String,
    /// The name that people know.
    pub name: LocalText,
    /// The folder of its forms.
    pub forms: PathBuf,
    /// What a receipt says about what happens next.
    pub next: Option<LocalText>,
    /// The apps that may fetch its forms and file here, by their origins.
    pub wallets: Vec<String>,
    /// The trust list of those who issue certificates.
    pub trust_list: String,
    /// Who signs that list: read, and as it was said.
    pub trust_roots: Option<(RootKeys, Value)>,
    /// Whose status lists are fetched, besides the trust list's origin. Nobody else is asked, whatever a
    /// certificate names: a stranger could make this server ask for anything.
    pub status_origins: Vec<String>,
    /// Its own pages: where they are mounted, and the folder.
    pub site: Vec<(String, PathBuf)>,
}

impl OwnOffice {
    /// Reads the file. Its forms lie in the folder `forms` beside it, unless it says otherwise.
    ///
    /// # Errors
    /// What is wrong with it, for the operator.
    pub fn read(file: &Path) -> Result<Self, String> {
        let bytes = fs::read(file).map_err(|error| error.kind().to_string())?;
        let said = cert_verify::json::parse_object(
            bytes.trim_ascii(),
            cert_verify::json::Limits::CERTIFICATE,
        )
        .map_err(|error| format!("it is no JSON object: {error}"))?;
        let text = |name: &str| {
            let text = said.get(name).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("\"{name}\" is missing"))
        };
        let slug = text("id")?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=40).contains(&slug.len()) || !slug.bytes().all(plain) {
            return Err("\"id\" takes up to 40 small letters, digits and hyphens".to_owned());
        }
        let forms = said.get("forms").and_then(Value::as_str).unwrap_or("forms");
        Ok(Self {
            slug,
            issuer: text("issuer")?,
            name: said.get("name").and_then(LocalText::from_json).ok_or("\"name\" is missing")?,
            forms: file.parent().unwrap_or(Path::new(".")).join(forms),
            next: said.get("next").and_then(LocalText::from_json),
            wallets: Vec::new(),
            trust_list: String::new(),
            trust_roots: None,
            status_origins: Vec::new(),
            site: Vec::new(),
        })
    }

    /// Refuses what would not work, before anything is served.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        let wrong = |reason: &str| Err(StartError::Office { reason: reason.to_owned() });
        if self.wallets.is_empty() || !self.wallets.iter().all(|wallet| is_origin(wallet)) {
            return wrong(
                "it needs the origin of a wallet (--wallet), such as https://certfill.example",
            );
        }
        if !self.status_origins.iter().all(|origin| is_origin(origin)) {
            return wrong("--status-origin takes an origin, such as https://issuer.example");
        }
        if self.trust_roots.is_none() {
            return wrong("it needs the keys that sign the trust list (--trust-roots)");
        }
        if super::fetch::origin_of(&self.trust_list).is_none() {
            return wrong("it needs the address of a trust list (--trust-list)");
        }
        Ok(())
    }

    /// A world with this office alone. It lives as long as the process: a server is started once.
    pub(crate) fn world(&self) -> Result<World, StartError> {
        Ok(self.alone(in_folder(&self.forms)?))
    }

    fn alone(&self, folder: Folder) -> World {
        let names = self.name.to_json();
        let name = |language: &str| {
            leak(names.get(language).and_then(Value::as_str).unwrap_or(&self.slug))
        };
        let office: &'static Authority = Box::leak(Box::new(Authority {
            slug: leak(&self.slug),
            list: 0,
            issuer: leak(&self.issuer),
            name_zh: name("zh-CN"),
            name_en: name("en"),
            algorithm: Algorithm::Ed25519,
            types: Vec::new(),
            regions: Vec::new(),
            folder,
            index: None,
            content: OnceLock::new(),
        }));
        World { authorities: vec![office], ..World::default() }
    }
}

/// The forms in a folder (`NAME.json` each), as a department's folder has its services.
fn in_folder(folder: &Path) -> Result<Folder, StartError> {
    let mut files = Vec::new();
    for (file, path) in world::entries(folder)? {
        let Some(name) = file.strip_suffix(".json").filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let form = format!("forms/{name}.json");
        let service = json!({"form": form}).to_string().into_bytes();
        files.push((format!("services/{name}.json"), service));
        files.push((form, world::read(&path)?));
    }
    Ok(Folder::new(files))
}

/// The card of the business that this configuration is for. Makes its keys, if there are none yet.
///
/// # Errors
/// [`StartError`], when the keys cannot be read or made, or when this is no business's configuration.
pub fn card_of(config: &Config) -> Result<Value, StartError> {
    let wrong = |reason: &str| StartError::Office { reason: reason.to_owned() };
    let own =
        config.office.as_ref().ok_or_else(|| wrong("no office is described (--office FILE)"))?;
    let origin = config.public_url.clone().ok_or_else(|| wrong("it needs --public-url"))?;
    let world = own.alone(Folder::new([]));
    let keys = Keys::load_or_make(&config.data.join("keys"), &world)?;
    let office = *world.authorities.first().ok_or_else(|| wrong("no office is described"))?;
    let public = |key: PublicKey| vec![key];
    Ok(Business {
        id: own.slug.clone(),
        origin,
        name: own.name.clone(),
        forms: "/forms/".to_owned(),
        form_keys: public(keys.forms.public()),
        issuer: own.issuer.clone(),
        receipt_keys: public(keys.of(office).public()),
    }
    .to_json())
}

/// The keys that sign the trust list of the server with this configuration. Makes its keys, if there are none
/// yet.
///
/// # Errors
/// [`StartError`], when the keys cannot be read or made.
pub fn roots_of(config: &Config) -> Result<Value, StartError> {
    let keys = Keys::load_or_make(&config.data.join("keys"), &World::default())?;
    Ok(json!({"version": 1, "threshold": 1, "keys": [keys.root.public_jwk()]}))
}
