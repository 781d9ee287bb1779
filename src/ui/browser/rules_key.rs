//! The key by which this device signs rules for checking: made by the browser, kept by the browser, and
//! not to be read by any script.

use cert_app::wallet::VaultError;
use cert_verify::PublicKey;
use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::crypto::subtle;
use super::store::Store;

const PLACE: &str = "rules-key";

/// The key, and its public half.
pub struct RulesKey {
    private: CryptoKey,
    public: PublicKey,
}

impl RulesKey {
    /// The key of this device; made when there is none yet.
    ///
    /// # Errors
    /// When the browser has no such keys or no place to keep one.
    pub async fn of_device(store: &Store) -> Result<Self, VaultError> {
        let subtle = subtle()?;
        let kept = store.public_handle(PLACE).await?;
        if let Some(key) = Self::read(&subtle, &kept).await {
            return Ok(key);
        }
        let kind = algorithm(&[("name", "ECDSA"), ("namedCurve", "P-256")]);
        let made = subtle.generate_key_with_object(&kind, false, &Array::of1(&"sign".into()));
        let made = made.map_err(|_| VaultError::CryptoNotAvailable)?;
        let pair = JsFuture::from(made).await.map_err(|_| VaultError::CryptoNotAvailable)?;
        store.put_public_handle(PLACE, &pair).await?;
        Self::read(&subtle, &pair).await.ok_or(VaultError::CryptoNotAvailable)
    }

    async fn read(subtle: &SubtleCrypto, pair: &JsValue) -> Option<Self> {
        let half = |name: &str| Reflect::get(pair, &name.into()).ok()?.dyn_into::<CryptoKey>().ok();
        let (private, public) = (half("privateKey")?, half("publicKey")?);
        let exported = JsFuture::from(subtle.export_key("jwk", &public).ok()?).await.ok()?;
        let text = JSON::stringify(&exported).ok()?.as_string()?;
        let exported: Value = serde_json::from_str(&text).ok()?;
        // The key alone: what this browser may do with it says nothing about a signature.
        let members =
            ["kty", "crv", "x", "y"].map(|name| (name.to_owned(), exported[name].clone()));
        let public = PublicKey::from_jwk(&Value::Object(members.into_iter().collect())).ok()?;
        Some(Self { private, public })
    }

    /// The public half.
    pub fn public(&self) -> Value {
        self.public.to_jwk()
    }

    /// Its name (RFC 7638).
    pub fn thumbprint(&self) -> String {
        self.public.thumbprint()
    }

    /// Signs (ES256).
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn sign(&self, message: &str) -> Result<Vec<u8>, VaultError> {
        let kind = algorithm(&[("name", "ECDSA"), ("hash", "SHA-256")]);
        let signing =
            subtle()?.sign_with_object_and_u8_array(&kind, &self.private, message.as_bytes());
        let signing = signing.map_err(|_| VaultError::CryptoNotAvailable)?;
        let signature =
            JsFuture::from(signing).await.map_err(|_| VaultError::CryptoNotAvailable)?;
        Ok(Uint8Array::new(&signature).to_vec())
    }
}

fn algorithm(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}
