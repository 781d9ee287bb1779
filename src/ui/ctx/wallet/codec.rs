//! How the vault is read and written. The code for it lies behind the lock: nothing of the vault is
//! understood before it is opened, and the first screen is loaded without it.

use cert_app::wallet::{Envelope, VaultData, VaultError};

use crate::ui::part::{NotLoaded, part};

/// Bytes to data and back, as functions of another part.
#[derive(Clone, Copy, Debug)]
pub struct Codec {
    pub data: fn(&[u8]) -> Result<VaultData, VaultError>,
    pub data_bytes: fn(&VaultData) -> Result<Vec<u8>, VaultError>,
    pub envelope: fn(&str) -> Result<Envelope, VaultError>,
    pub envelope_text: fn(&Envelope) -> Result<String, VaultError>,
}

part!(
    /// The codec, with the pages that need it anyway.
    CODEC, fetch_codec: Codec = inside, Codec::ALL
);

impl Codec {
    const ALL: Self = Self {
        data: VaultData::parse,
        data_bytes: VaultData::to_bytes,
        envelope: Envelope::parse,
        envelope_text: Envelope::to_text,
    };

    /// Fetches it.
    pub async fn load() -> Result<Self, VaultError> {
        CODEC.load().await.map_err(|NotLoaded| VaultError::NotLoaded)
    }

    /// As it was fetched when the vault was opened.
    pub fn here() -> Result<Self, VaultError> {
        CODEC.here().ok_or(VaultError::NotLoaded)
    }
}
