//! MOSIP Claim 169, and Token Status Lists in CWT form.

use cert_issue::sign_jws;
use cert_verify::base45;
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::json;

use super::{
    case::{Case, DAY, ISSUER, NOW, ed25519, es256, stranger},
    cbor::{array, bytes, int, object, pack, sign1, tag, text},
};

const LIST: &str = "https://status.specimen.example/1";

fn claims(expires: i64, not_before: i64, more: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut claims = vec![
        (int(1), text(ISSUER)),
        (int(4), int(NOW.seconds() + expires)),
        (int(5), int(NOW.seconds() + not_before)),
        (int(6), int(NOW.seconds() - 2 * DAY)),
    ];
    claims.extend_from_slice(more);
    object(&claims)
}

fn identity() -> (Vec<u8>, Vec<u8>) {
    (
        int(169),
        object(&[
            (int(1), text("SPECIMEN-1")),
            (int(4), text("示例 SPECIMEN")),
            (int(8), text("19900307")),
            (int(99), text("unknown attribute")),
        ]),
    )
}

fn good_claims() -> Vec<u8> {
    claims(DAY, -DAY, &[identity()])
}

fn message(algorithm: i64, claims: &[u8], key: &cert_issue::SigningKey) -> Vec<u8> {
    sign1(&object(&[(int(1), int(algorithm))]), &object(&[]), claims, key)
}

fn good() -> Vec<u8> {
    message(-8, &good_claims(), &ed25519())
}

fn forged(mut message: Vec<u8>) -> Vec<u8> {
    *message.last_mut().unwrap() ^= 1;
    message
}

fn case(name: &str, comment: &str, message: &[u8]) -> Case {
    Case::new("claim-169", "claim-169", name, comment, &pack(message))
}

/// A status list with the value 1 at index 3, in CWT form.
fn status_list(typ: &str, wrap: bool) -> Vec<u8> {
    let list = object(&[
        (text("bits"), int(1)),
        (text("lst"), bytes(&compress_to_vec_zlib(&[0b0000_1000, 0], 9))),
    ]);
    let claims = object(&[
        (int(2), text(LIST)),
        (int(6), int(NOW.seconds() - 60)),
        (int(4), int(NOW.seconds() + DAY)),
        (int(65_533), list),
    ]);
    let token = tag(
        18,
        &sign1(
            &object(&[(int(1), int(-8)), (int(16), text(typ))]),
            &object(&[]),
            &claims,
            &ed25519(),
        ),
    );
    if wrap { tag(61, &token) } else { token }
}

fn with_status(index: i64) -> Vec<u8> {
    let reference = object(&[(
        text("status_list"),
        object(&[(text("idx"), int(index)), (text("uri"), text(LIST))]),
    )]);
    message(-8, &claims(DAY, -DAY, &[identity(), (int(65_535), reference)]), &ed25519())
}

/// An SD-JWT without a type, with this entry of the list.
fn plain_sd_jwt(index: u64) -> String {
    let claims = json!({
        "iss": ISSUER, "name": "示例 SPECIMEN",
        "status": { "status_list": { "idx": index, "uri": LIST } },
    });
    let header = json!({ "typ": "example+sd-jwt" });
    sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), &ed25519()) + "~"
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let cwt = "application/statuslist+cwt";
    all.extend([
        case(
            "valid-eddsa",
            "An identity code signed with Ed25519; an unknown attribute is kept.",
            &tag(18, &good()),
        ),
        case(
            "valid-es256",
            "The same with ES256 and both tags.",
            &tag(61, &tag(18, &message(-7, &good_claims(), &es256()))),
        ),
        case(
            "valid-ed25519-name",
            "The fully specified algorithm number.",
            &message(-19, &good_claims(), &ed25519()),
        ),
        Case::new(
            "claim-169",
            "claim-169",
            "valid-blanks-around",
            "Blanks and line ends around a pasted code are no part of it.",
            &format!("\r\n {} \u{a0}\n", pack(&tag(18, &good()))),
        ),
        case(
            "expiry-in-tag-1",
            "A NumericDate of a CWT stands without tag 1.",
            &message(
                -8,
                &object(&[
                    (int(1), text(ISSUER)),
                    (int(4), tag(1, &int(NOW.seconds() + DAY))),
                    identity(),
                ]),
                &ed25519(),
            ),
        )
        .invalid("claim-malformed"),
        case("valid-on-status-list", "The entry of the CWT status list is 0.", &with_status(2))
            .status_bytes(&[status_list(cwt, false)]),
        case("revoked", "The entry of the CWT status list is 1.", &with_status(3))
            .invalid("revoked")
            .status_bytes(&[status_list(cwt, false)]),
        case(
            "status-list-in-cwt-tag",
            "A status list token must not stand in tag 61.",
            &with_status(2),
        )
        .undetermined("status-list-malformed")
        .status_bytes(&[status_list(cwt, true)]),
        case("status-list-type-wrong", "The explicit type is another one.", &with_status(2))
            .undetermined("status-list-malformed")
            .status_bytes(&[status_list("application/cwt", false)]),
        case("status-index-out-of-range", "The list has 16 entries.", &with_status(16))
            .invalid("status-index-out-of-range")
            .status_bytes(&[status_list(cwt, false)]),
        case("status-list-missing", "The list that is named is not there.", &with_status(2))
            .undetermined("status-list-missing"),
        case(
            "claim-under-its-jwt-name",
            "A registered claim under a text key: some readers would believe it.",
            &message(-8, &claims(DAY, -DAY, &[identity(), (text("exp"), int(1))]), &ed25519()),
        )
        .invalid("claim-malformed"),
        case(
            "alg-unprotected",
            "The algorithm must be among what is signed.",
            &sign1(&[], &object(&[(int(1), int(-8))]), &good_claims(), &ed25519()),
        )
        .invalid("cose-malformed"),
        Case::new(
            "status",
            "sd-jwt",
            "cwt-list-of-plain-sd-jwt",
            "A plain SD-JWT may have its list in CWT form.",
            &plain_sd_jwt(3),
        )
        .invalid("revoked")
        .status_bytes(&[status_list(cwt, false)]),
        Case::new(
            "status",
            "sd-jwt",
            "good-cwt-list-in-hexadecimal",
            "A list in CWT form, written in hexadecimal digits.",
            &plain_sd_jwt(2),
        )
        .status(vec![
            status_list(cwt, false).iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
        ]),
        case(
            "signature-empty",
            "Most published test files look like this: decodable, but signed by nobody.",
            &array(&[
                bytes(&object(&[(int(1), int(-8))])),
                object(&[]),
                bytes(&good_claims()),
                bytes(&[]),
            ]),
        )
        .invalid("signature-missing"),
        case("signature-changed", "One bit of the signature is another one.", &forged(good()))
            .invalid("signature-wrong"),
        case(
            "signature-of-a-stranger",
            "Somebody else signed.",
            &message(-8, &good_claims(), &stranger()),
        )
        .invalid("signature-wrong"),
        case(
            "expired",
            "The claim exp has passed.",
            &message(-8, &claims(-DAY, -2 * DAY, &[identity()]), &ed25519()),
        )
        .invalid("expired"),
        case(
            "expired-and-forged",
            "A forgery is reported as a forgery, whatever else is wrong.",
            &forged(message(-8, &claims(-DAY, -2 * DAY, &[identity()]), &ed25519())),
        )
        .invalid("signature-wrong"),
        case(
            "not-yet-valid",
            "The claim nbf lies ahead.",
            &message(-8, &claims(2 * DAY, DAY, &[identity()]), &ed25519()),
        )
        .invalid("not-yet-valid"),
        case(
            "claim-missing",
            "A signed CWT without claim 169.",
            &message(-8, &claims(DAY, -DAY, &[]), &ed25519()),
        )
        .invalid("claim-missing"),
        case(
            "identity-not-a-map",
            "Claim 169 must be a map.",
            &message(-8, &claims(DAY, -DAY, &[(int(169), text("示例 SPECIMEN"))]), &ed25519()),
        )
        .invalid("claim-malformed"),
        case(
            "alg-mac",
            "A shared secret proves nothing to a third party.",
            &message(5, &good_claims(), &ed25519()),
        )
        .invalid("algorithm-not-allowed"),
        case(
            "alg-es512",
            "A real algorithm that is not implemented here.",
            &message(-36, &good_claims(), &ed25519()),
        )
        .undetermined("algorithm-not-supported"),
        case(
            "encrypted",
            "Only the holder of the key can read it.",
            &tag(
                16,
                &array(&[
                    bytes(&object(&[(int(1), int(3))])),
                    object(&[(int(5), bytes(&[1; 12]))]),
                    bytes(&[7; 40]),
                ]),
            ),
        )
        .undetermined("encrypted-without-key")
        .format("claim-169-encrypted"),
        case("nobody-trusted", "Without a key nothing can be said.", &good())
            .undetermined("issuer-unknown")
            .keys(Vec::new()),
        Case::new(
            "claim-169",
            "claim-169",
            "inflates-to-a-megabyte",
            "A kilobyte that becomes a megabyte.",
            &base45::encode(&compress_to_vec_zlib(&vec![0; 1 << 20], 9)),
        )
        .invalid("inflated-too-large")
        .no_format(),
    ]);
}
