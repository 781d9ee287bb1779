//! Agreeing on keys with another device: ECDH over P-256, then HKDF with SHA-256, by WebCrypto.

use cert_app::handing::HandError;
use cert_app::handing::link::Transcript;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;
use zeroize::Zeroizing;

use super::crypto::{AesKey, subtle};

/// A key of this device for one conversation. The secret half cannot be read by any script.
pub struct OwnKey {
    secret: CryptoKey,
    public: Vec<u8>,
}

/// What both sides have in common, and nobody else.
pub struct Agreed {
    /// Seals what the kiosk says.
    pub of_kiosk: AesKey,
    /// Seals what the phone says.
    pub of_phone: AesKey,
    /// What the number for comparing is made of.
    pub number: [u8; 8],
}

/// Two keys of 32 bytes, and 8 bytes to compare.
const DERIVED_BYTES: u32 = 72;

fn missing<T>(_: T) -> HandError {
    HandError::CryptoMissing
}

impl OwnKey {
    /// A new one.
    pub async fn make() -> Result<Self, HandError> {
        let subtle = subtle().map_err(missing)?;
        let usages = Array::of1(&"deriveBits".into());
        let made = subtle.generate_key_with_object(&curve(), false, &usages).map_err(missing)?;
        let pair = JsFuture::from(made).await.map_err(missing)?;
        let half = |name: &str| {
            let half = Reflect::get(&pair, &name.into()).map_err(missing)?;
            half.dyn_into::<CryptoKey>().map_err(missing)
        };
        let exported = subtle.export_key("raw", &half("publicKey")?).map_err(missing)?;
        let exported = JsFuture::from(exported).await.map_err(missing)?;
        Ok(Self { secret: half("privateKey")?, public: Uint8Array::new(&exported).to_vec() })
    }

    /// The public half, as an uncompressed point.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The keys that this one and the other device's give, with everything that was told in the open.
    ///
    /// # Errors
    /// [`HandError::Malformed`] when the other key is no point of the curve.
    pub async fn agree(&self, other: &[u8], told: &Transcript) -> Result<Agreed, HandError> {
        let subtle = subtle().map_err(missing)?;
        let bytes = Uint8Array::from(other);
        let import = subtle.import_key_with_object("raw", &bytes, &curve(), false, &Array::new());
        let import = JsFuture::from(import.map_err(missing)?).await;
        let other: CryptoKey =
            import.map_err(|_| HandError::Malformed)?.dyn_into().map_err(missing)?;
        let kind = object(&[("name", "ECDH".into()), ("public", other.into())]);
        let shared = subtle.derive_bits_with_object(&kind, &self.secret, 256).map_err(missing)?;
        let shared = JsFuture::from(shared).await.map_err(missing)?;
        let usages = Array::of1(&"deriveBits".into());
        let import = subtle.import_key_with_str(
            "raw",
            &Object::from(Uint8Array::new(&shared)),
            "HKDF",
            false,
            &usages,
        );
        let base = JsFuture::from(import.map_err(missing)?).await.map_err(missing)?;
        wipe(&shared);
        let base: CryptoKey = base.dyn_into().map_err(missing)?;
        let kind = object(&[
            ("name", "HKDF".into()),
            ("hash", "SHA-256".into()),
            ("salt", Uint8Array::from(told.salt().as_slice()).into()),
            ("info", Uint8Array::from(b"certfill-hand-1".as_slice()).into()),
        ]);
        let derived =
            subtle.derive_bits_with_object(&kind, &base, DERIVED_BYTES * 8).map_err(missing)?;
        let derived = JsFuture::from(derived).await.map_err(missing)?;
        let all = Zeroizing::new(Uint8Array::new(&derived).to_vec());
        wipe(&derived);
        let (kiosk, rest) = all.split_first_chunk::<32>().ok_or(HandError::CryptoMissing)?;
        let (phone, rest) = rest.split_first_chunk::<32>().ok_or(HandError::CryptoMissing)?;
        Ok(Agreed {
            of_kiosk: AesKey::import(kiosk).await.map_err(missing)?,
            of_phone: AesKey::import(phone).await.map_err(missing)?,
            number: *rest.first_chunk().ok_or(HandError::CryptoMissing)?,
        })
    }
}

fn wipe(buffer: &JsValue) {
    let view = Uint8Array::new(buffer);
    view.fill(0, 0, view.length());
}

fn curve() -> Object {
    object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])
}

fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
