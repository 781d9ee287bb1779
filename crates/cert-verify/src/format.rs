//! The kinds of certificate, and their names in reports.

/// The kinds of certificate that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// SD-JWT VC (draft-ietf-oauth-sd-jwt-vc).
    SdJwtVc,
    /// A plain SD-JWT (RFC 9901) that is no SD-JWT VC: no type, so only for keys that are
    /// trusted for everything.
    SdJwt,
    /// W3C VC 2.0 secured as JWT (VC-JOSE-COSE).
    VcJwt,
    /// W3C VC 2.0 with the Data Integrity cryptosuite eddsa-jcs-2022.
    VcEddsaJcs,
    /// W3C VC 2.0 secured with COSE (VC-JOSE-COSE).
    VcCose,
    /// Verifiable Presentation as a JWT.
    VpJwt,
    /// Verifiable Presentation with the Data Integrity cryptosuite eddsa-jcs-2022.
    VpEddsaJcs,
    /// Verifiable Presentation without a proof of its own.
    Presentation,
    /// SMART Health Card.
    SmartHealthCard,
    /// EU Digital COVID Certificate (HCERT 1).
    EuDcc,
    /// MOSIP Claim 169 (CWT in a QR code).
    Claim169,
    /// Known, not verified here: encrypted Claim 169 or another encrypted COSE message.
    EncryptedCose,
    /// Known, not verified here: a COSE message or CWT in its bytes, outside of a code that says what
    /// it is.
    Cwt,
    /// Known, not verified here: ISO 18013-5 mobile document.
    Mdoc,
    /// Known, not verified here: VC with a proof that needs RDF canonicalisation.
    VcJsonLd,
    /// Known, not verified here: VC as JWT of the data model 1.1 (claim `vc`).
    VcJwt11,
    /// Known, not verified here: OpenAttestation document (OpenCerts, TradeTrust).
    OpenAttestation,
    /// Known, not verified here: PixelPass code whose content carries no signature of its own.
    PixelPass,
    /// A JSON signature that is no SD-JWT with disclosures, or a broken one.
    SdJwtJson,
    /// Known, not verified here: ICAO Visible Digital Seal.
    IcaoVdsNc,
    /// Known, not a certificate: machine-readable zone of a passport or identity card.
    IdentityDocumentCode,
    /// Known, not a certificate: link to a SMART Health Card.
    SmartHealthLink,
    /// Known, not a certificate: a web address, or an address that opens an app.
    WebAddress,
}

impl Format {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SdJwtVc => "dc+sd-jwt",
            Self::SdJwt => "sd-jwt",
            Self::VcJwt => "vc+jwt",
            Self::VcEddsaJcs => "vc+eddsa-jcs-2022",
            Self::VcCose => "vc+cose",
            Self::VpJwt => "vp+jwt",
            Self::VpEddsaJcs => "vp+eddsa-jcs-2022",
            Self::Presentation => "vp",
            Self::SmartHealthCard => "smart-health-card",
            Self::EuDcc => "eu-dcc",
            Self::Claim169 => "claim-169",
            Self::EncryptedCose => "claim-169-encrypted",
            Self::Cwt => "cwt",
            Self::Mdoc => "mdoc",
            Self::VcJsonLd => "vc+json-ld-proof",
            Self::VcJwt11 => "vc-jwt-1.1",
            Self::OpenAttestation => "open-attestation",
            Self::PixelPass => "pixelpass",
            Self::SdJwtJson => "sd-jwt+json",
            Self::IcaoVdsNc => "icao-vds-nc",
            Self::IdentityDocumentCode => "identity-document-code",
            Self::SmartHealthLink => "smart-health-link",
            Self::WebAddress => "web-address",
        }
    }
}
