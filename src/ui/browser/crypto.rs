//! AES-GCM by WebCrypto. Keys are handles that scripts cannot read back.

use cert_app::wallet::{Sealed, VaultError};
use cert_verify::base64url;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};
use zeroize::Zeroizing;

use super::random;

/// A key for AES-256-GCM.
#[derive(Clone, Debug)]
pub struct AesKey(CryptoKey);

impl AesKey {
    /// Hands the bytes to the browser as a key that cannot be exported.
    pub async fn import(bytes: &[u8; 32]) -> Result<Self, VaultError> {
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        import(bytes, &usages).await.map(Self)
    }

    /// The handle, to be held over a reload. No script can read the key out of it.
    pub const fn handle(&self) -> &CryptoKey {
        &self.0
    }

    /// The key behind a handle that was held over a reload.
    pub fn from_handle(handle: JsValue) -> Option<Self> {
        handle.dyn_into::<CryptoKey>().ok().filter(|key| !key.extractable()).map(Self)
    }

    /// Encrypts with a fresh nonce of 96 bits. One key seals far fewer than the
    /// 2^32 messages that SP 800-38D 8.3 allows for random nonces.
    pub async fn seal(&self, aad: &str, plain: &[u8]) -> Result<Sealed, VaultError> {
        let iv = random::bytes::<12>();
        let promise = subtle()?
            .encrypt_with_object_and_u8_array(&parameters(&iv, aad.as_bytes())?, &self.0, plain)
            .map_err(|_| VaultError::CryptoNotAvailable)?;
        let buffer = JsFuture::from(promise).await.map_err(|_| VaultError::CryptoNotAvailable)?;
        let data = Uint8Array::new(&buffer).to_vec();
        Ok(Sealed { iv: base64url::encode(&iv), data: base64url::encode(&data) })
    }

    /// Decrypts; [`VaultError::Damaged`] when the tag does not fit.
    pub async fn open(&self, aad: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let decode = |text: &str| base64url::decode(text).map_err(|_| VaultError::Damaged);
        let (iv, data) = (decode(&sealed.iv)?, decode(&sealed.data)?);
        if iv.len() != 12 {
            return Err(VaultError::Damaged);
        }
        let buffer = decrypt(&self.0, &iv, aad.as_bytes(), &data).await?;
        let view = Uint8Array::new(&buffer);
        let plain = Zeroizing::new(view.to_vec());
        view.fill(0, 0, view.length());
        Ok(plain)
    }
}

/// Decrypts what somebody else sealed for whoever has this key of 16, 24 or 32 bytes (AES-GCM, SP 800-38D). `None` when
/// the key is not the one, a bit of it is another, or the browser has no keys of this length.
pub async fn open_foreign(key: &[u8], iv: &[u8], aad: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let key = import(key, &Array::of1(&"decrypt".into())).await.ok()?;
    let buffer = decrypt(&key, iv, aad, data).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

async fn import(bytes: &[u8], usages: &Array) -> Result<CryptoKey, VaultError> {
    // The view is of our own memory; the browser copies it during the call.
    let raw = Uint8Array::from(bytes);
    let promise = subtle()?
        .import_key_with_str("raw", &raw, "AES-GCM", false, usages)
        .map_err(|_| VaultError::CryptoNotAvailable)?;
    let key = JsFuture::from(promise).await.map_err(|_| VaultError::CryptoNotAvailable)?;
    raw.fill(0, 0, raw.length());
    key.dyn_into().map_err(|_| VaultError::CryptoNotAvailable)
}

async fn decrypt(
    key: &CryptoKey,
    iv: &[u8],
    aad: &[u8],
    data: &[u8],
) -> Result<JsValue, VaultError> {
    let promise = subtle()?
        .decrypt_with_object_and_u8_array(&parameters(iv, aad)?, key, data)
        .map_err(|_| VaultError::Damaged)?;
    JsFuture::from(promise).await.map_err(|_| VaultError::Damaged)
}

/// SHA-256 by the browser, off this thread: for files of some megabytes.
pub async fn sha256(bytes: &[u8]) -> Result<[u8; 32], VaultError> {
    let promise = subtle()?
        .digest_with_str_and_u8_array("SHA-256", bytes)
        .map_err(|_| VaultError::CryptoNotAvailable)?;
    let buffer = JsFuture::from(promise).await.map_err(|_| VaultError::CryptoNotAvailable)?;
    let digest = Uint8Array::new(&buffer).to_vec();
    <[u8; 32]>::try_from(digest.as_slice()).map_err(|_| VaultError::CryptoNotAvailable)
}

/// The browser's cryptography.
pub fn subtle() -> Result<SubtleCrypto, VaultError> {
    let window = web_sys::window().ok_or(VaultError::CryptoNotAvailable)?;
    if !window.is_secure_context() {
        return Err(VaultError::CryptoNotAvailable);
    }
    window.crypto().map(|crypto| crypto.subtle()).map_err(|_| VaultError::CryptoNotAvailable)
}

fn parameters(iv: &[u8], aad: &[u8]) -> Result<Object, VaultError> {
    let object = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&object, &JsValue::from_str(name), value)
            .map_err(|_| VaultError::CryptoNotAvailable)
    };
    set("name", &"AES-GCM".into())?;
    set("iv", &Uint8Array::from(iv))?;
    set("additionalData", &Uint8Array::from(aad))?;
    Ok(object)
}
