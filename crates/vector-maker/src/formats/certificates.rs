//! Small X.509 certificates, written by hand so that they can be wrong on purpose.

use cert_issue::SigningKey;
use cert_verify::{Algorithm, UnixTime, base64url};
use serde_json::Value;

use super::case::{DAY, NOW};

/// UTF8String.
pub(crate) const UTF8: u8 = 0x0c;
/// PrintableString.
pub(crate) const PRINTABLE: u8 = 0x13;
/// BMPString.
pub(crate) const BMP: u8 = 0x1e;

/// What stands in a certificate; [`Template::leaf`] and [`Template::authority`] are good ones.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) subject: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) is_authority: bool,
    pub(crate) path_length: Option<u8>,
    pub(crate) key_usage: u8,
    /// Last arc of 1.3.6.1.4.1.1847.2021.1, for EU DCC.
    pub(crate) dcc_purpose: Option<u8>,
    pub(crate) uri: Option<&'static str>,
    pub(crate) not_after: UnixTime,
    pub(crate) unknown_critical: bool,
    /// How the name of the issuer is written: the tag of its text.
    pub(crate) issuer_text: u8,
    pub(crate) serial: u8,
    /// Whole extensions as [`extension`] makes them.
    pub(crate) more: Vec<Vec<u8>>,
}

impl Template {
    pub(crate) fn leaf(subject: &'static str, issuer: &'static str) -> Self {
        Self {
            subject,
            issuer,
            is_authority: false,
            path_length: None,
            key_usage: 0x80,
            dcc_purpose: None,
            uri: Some(super::case::ISSUER),
            not_after: NOW.plus_seconds(365 * DAY),
            unknown_critical: false,
            issuer_text: UTF8,
            serial: 1,
            more: Vec::new(),
        }
    }

    pub(crate) fn authority(subject: &'static str, issuer: &'static str) -> Self {
        Self { is_authority: true, key_usage: 0x04, uri: None, ..Self::leaf(subject, issuer) }
    }

    /// DER of the certificate for `key`, signed by `signer`.
    pub(crate) fn sign(&self, key: &SigningKey, signer: &SigningKey) -> Vec<u8> {
        let body = sequence(&[
            tlv(0xa0, &[2, 1, 2]),
            tlv(2, &[self.serial]),
            algorithm(signer),
            name(self.issuer_text, self.issuer),
            sequence(&[time(NOW.plus_seconds(-365 * DAY)), time(self.not_after)]),
            name(UTF8, self.subject),
            key_info(key),
            tlv(0xa3, &sequence(&self.extensions())),
        ]);
        signed(body, signer)
    }

    fn extensions(&self) -> Vec<Vec<u8>> {
        let mut list = Vec::new();
        let mut constraints = Vec::new();
        if self.is_authority {
            constraints.push(tlv(1, &[0xff]));
        }
        constraints.extend(self.path_length.map(|length| tlv(2, &[length])));
        list.push(extension(&[0x55, 0x1d, 0x13], true, &sequence(&constraints)));
        list.push(extension(
            &[0x55, 0x1d, 0x0f],
            true,
            &tlv(3, &[self.key_usage.trailing_zeros().try_into().unwrap(), self.key_usage]),
        ));
        if let Some(purpose) = self.dcc_purpose {
            let oid =
                [&[0x2b, 0x06, 0x01, 0x04, 0x01, 0x8e, 0x37, 0x8f, 0x65, 0x01][..], &[purpose]]
                    .concat();
            list.push(extension(&[0x55, 0x1d, 0x25], false, &sequence(&[tlv(6, &oid)])));
        }
        if let Some(uri) = self.uri {
            list.push(extension(
                &[0x55, 0x1d, 0x11],
                false,
                // A name without a scheme is a host.
                &sequence(&[tlv(if uri.contains(':') { 0x86 } else { 0x82 }, uri.as_bytes())]),
            ));
        }
        if self.unknown_critical {
            list.push(extension(&[0x2a, 0x03, 0x04], true, &tlv(5, &[])));
        }
        list.extend(self.more.iter().cloned());
        list
    }
}

/// A body with the signature of `signer`.
pub(crate) fn signed(body: Vec<u8>, signer: &SigningKey) -> Vec<u8> {
    let signature = match signer.algorithm() {
        Algorithm::Ed25519 => signer.sign(&body),
        _ => der_signature(&signer.sign(&body)),
    };
    sequence(&[body, algorithm(signer), bit_string(&signature)])
}

/// The certificate as PEM text, for `--key`.
pub(crate) fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64(der))
}

/// The certificate as `x5c` carries it.
pub(crate) fn x5c(chain: &[Vec<u8>]) -> Value {
    chain.iter().map(|der| Value::from(base64(der))).collect()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

pub(crate) fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let head = match value.len() {
        0..0x80 => vec![tag, length[7]],
        0x80..0x100 => vec![tag, 0x81, length[7]],
        _ => vec![tag, 0x82, length[6], length[7]],
    };
    [head, value.to_vec()].concat()
}

pub(crate) fn sequence(items: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &items.concat())
}

fn bit_string(bits: &[u8]) -> Vec<u8> {
    tlv(3, &[&[0], bits].concat())
}

pub(crate) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let mark = if critical { tlv(1, &[0xff]) } else { Vec::new() };
    sequence(&[tlv(6, oid), mark, tlv(4, value)])
}

/// A name of one common name, or of parts: `O=…/CN=…/E=…`.
pub(crate) fn name(tag: u8, text: &str) -> Vec<u8> {
    let parts = text.split('/').filter(|part| !part.is_empty()).map(|part| {
        let (kind, text): (&[u8], _) = match part.split_once('=') {
            Some(("O", text)) => (&[0x55, 0x04, 0x0a], text),
            Some(("E", text)) => (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], text),
            Some((_, text)) => (&[0x55, 0x04, 0x03], text),
            None => (&[0x55, 0x04, 0x03], part),
        };
        let value = match tag {
            BMP => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => text.as_bytes().to_vec(),
        };
        tlv(0x31, &sequence(&[tlv(6, kind), tlv(tag, &value)]))
    });
    sequence(&parts.collect::<Vec<_>>())
}

pub(crate) fn time(time: UnixTime) -> Vec<u8> {
    let digits: String = time.to_string().chars().filter(char::is_ascii_digit).collect();
    tlv(0x17, format!("{}Z", &digits[2..]).as_bytes())
}

pub(crate) fn algorithm(key: &SigningKey) -> Vec<u8> {
    match key.algorithm() {
        Algorithm::Ed25519 => sequence(&[tlv(6, &[0x2b, 0x65, 0x70])]),
        _ => sequence(&[tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])]),
    }
}

fn key_info(key: &SigningKey) -> Vec<u8> {
    let jwk = key.public_jwk();
    let part = |name: &str| base64url::decode(jwk[name].as_str().unwrap()).unwrap();
    match key.algorithm() {
        Algorithm::Ed25519 => {
            sequence(&[sequence(&[tlv(6, &[0x2b, 0x65, 0x70])]), bit_string(&part("x"))])
        }
        _ => sequence(&[
            sequence(&[
                tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]),
                tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
            ]),
            bit_string(&[vec![4], part("x"), part("y")].concat()),
        ]),
    }
}

/// `ECDSA-Sig-Value` of r‖s.
pub(crate) fn der_signature(fixed: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let bytes = &bytes[zeros..];
        if bytes[0] >= 0x80 { tlv(2, &[&[0], bytes].concat()) } else { tlv(2, bytes) }
    };
    let (r, s) = fixed.split_at(fixed.len() / 2);
    sequence(&[number(r), number(s)])
}
