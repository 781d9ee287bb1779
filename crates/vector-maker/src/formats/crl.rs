//! Revocation lists of the X.509 certificates in a chain.

use cert_issue::SigningKey;
use cert_verify::UnixTime;
use serde_json::json;

use super::{
    case::{Case, DAY, NOW, ed25519, stranger, stranger_es256},
    certificates::{
        Template, UTF8, algorithm, base64, extension, name, pem, sequence, signed, time, tlv, x5c,
    },
    x5c::{LEAF, MIDDLE, ROOT, middle_key, root_key, token},
};

const LEAF_SERIAL: u8 = 7;
const MIDDLE_SERIAL: u8 = 5;
const POINT: &str = "http://pki.specimen.example/1.crl";

/// What stands in a list; [`List::new`] is a good one that revokes two other certificates.
#[derive(Clone)]
struct List {
    issuer: &'static str,
    issued: UnixTime,
    next: Option<UnixTime>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
}

impl List {
    fn new(issuer: &'static str) -> Self {
        Self {
            issuer,
            issued: NOW.plus_seconds(-DAY),
            next: Some(NOW.plus_seconds(DAY)),
            entries: vec![entry(99, Some(1)), entry(3, None)],
            // CRL number.
            extensions: vec![extension(&[0x55, 0x1d, 0x14], false, &tlv(2, &[9]))],
        }
    }

    fn with(mut self, entry: Vec<u8>) -> Self {
        self.entries.push(entry);
        self
    }

    fn extended(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    fn between(self, issued: i64, next: i64) -> Self {
        let (issued, next) = (NOW.plus_seconds(issued), Some(NOW.plus_seconds(next)));
        Self { issued, next, ..self }
    }

    fn sign(&self, key: &SigningKey) -> Vec<u8> {
        let mut fields =
            vec![tlv(2, &[1]), algorithm(key), name(UTF8, self.issuer), time(self.issued)];
        fields.extend(self.next.map(time));
        if !self.entries.is_empty() {
            fields.push(sequence(&self.entries));
        }
        fields.push(tlv(0xa0, &sequence(&self.extensions)));
        signed(sequence(&fields), key)
    }

    /// By the authority between, as PEM.
    fn pem(&self) -> String {
        crl_pem(&self.sign(&middle_key()))
    }
}

fn crl_pem(der: &[u8]) -> String {
    format!("-----BEGIN X509 CRL-----\n{}\n-----END X509 CRL-----\n", base64(der))
}

fn entry(serial: u8, reason: Option<u8>) -> Vec<u8> {
    let reason = reason.map(|reason| extension(&[0x55, 0x1d, 0x15], false, &tlv(0x0a, &[reason])));
    entry_with(serial, reason.into_iter().collect())
}

fn entry_with(serial: u8, extensions: Vec<Vec<u8>>) -> Vec<u8> {
    let mut fields = vec![tlv(2, &[serial]), time(NOW.plus_seconds(-2 * DAY))];
    if !extensions.is_empty() {
        fields.push(sequence(&extensions));
    }
    sequence(&fields)
}

/// `IssuingDistributionPoint`, which is always critical.
fn scope(fields: &[Vec<u8>]) -> Vec<u8> {
    extension(&[0x55, 0x1d, 0x1c], true, &sequence(fields))
}

/// The name of a distribution point, as both extensions carry it.
fn point(uri: &str) -> Vec<u8> {
    tlv(0xa0, &tlv(0xa0, &tlv(0x86, uri.as_bytes())))
}

fn root() -> Vec<u8> {
    Template { key_usage: 0x06, ..Template::authority(ROOT, ROOT) }.sign(&root_key(), &root_key())
}

fn middle() -> Vec<u8> {
    middle_for(0x06)
}

fn middle_for(key_usage: u8) -> Vec<u8> {
    Template { serial: MIDDLE_SERIAL, key_usage, ..Template::authority(MIDDLE, ROOT) }
        .sign(&middle_key(), &root_key())
}

fn leaf(more: Vec<Vec<u8>>) -> Vec<u8> {
    Template { serial: LEAF_SERIAL, more, ..Template::leaf(LEAF, MIDDLE) }
        .sign(&ed25519(), &middle_key())
}

fn chain(name: &str, comment: &str, chain: &[Vec<u8>], lists: &[String]) -> Case {
    let input = token(x5c(chain), &ed25519());
    let case = Case::new("crl", "dc+sd-jwt", name, comment, &input).key_files(vec![pem(&root())]);
    if lists.is_empty() { case } else { case.crls(lists) }
}

fn case(name: &str, comment: &str, lists: &[String]) -> Case {
    chain(name, comment, &[leaf(Vec::new()), middle()], lists)
}

fn one(name: &str, comment: &str, list: &List) -> Case {
    case(name, comment, &[list.pem()])
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let good = || List::new(MIDDLE);
    let revoked = |reason| good().with(entry(LEAF_SERIAL, reason));
    let required = |case: Case| case.policy(json!({ "require_crl": true }));
    let of_root = || crl_pem(&List::new(ROOT).sign(&root_key()));
    let all_good = [good().pem(), of_root()];
    let old = || revoked(Some(1)).between(-2 * DAY, DAY);
    let zeros = sequence(&[tlv(2, &[0, LEAF_SERIAL]), time(NOW)]);
    all.extend([
        one("valid", "The certificate is not on the list of its authority.", &good()),
        one("revoked", "The key of the issuer was stolen.", &revoked(Some(1)))
            .invalid("x509-revoked"),
        one("revoked-without-reason", "Revoked, and nobody says why.", &revoked(None))
            .invalid("x509-revoked"),
        one(
            "revoked-serial-with-zeros",
            "A sloppy encoding of the same number.",
            &good().with(zeros),
        )
        .invalid("x509-revoked"),
        one("on-hold", "The certificate is on hold.", &revoked(Some(6))).invalid("x509-on-hold"),
        one("valid-removed-from-list", "The hold was lifted.", &revoked(Some(8))),
        one(
            "valid-empty-list",
            "A list that revokes nothing.",
            &List { entries: Vec::new(), ..good() },
        ),
        case("valid-der", "The list is not written as PEM.", &[])
            .crl_bytes(&good().sign(&middle_key())),
        case("revoked-der", "The same, and the certificate is on it.", &[])
            .crl_bytes(&revoked(None).sign(&middle_key()))
            .invalid("x509-revoked"),
        case(
            "revoked-several-in-one-file",
            "A file with two lists.",
            &[of_root() + &revoked(None).pem()],
        )
        .invalid("x509-revoked"),
        case(
            "valid-list-of-somebody-else",
            "A list of another authority says nothing.",
            &[crl_pem(
                &List::new("示例 SPECIMEN other").with(entry(LEAF_SERIAL, None)).sign(&stranger()),
            )],
        ),
        case(
            "authority-revoked",
            "The authority between is revoked by the root.",
            &[
                good().pem(),
                crl_pem(&List::new(ROOT).with(entry(MIDDLE_SERIAL, Some(2))).sign(&root_key())),
            ],
        )
        .invalid("x509-revoked"),
        case(
            "valid-newest-decides",
            "A newer list without the certificate.",
            &[old().pem(), good().pem()],
        ),
        case(
            "revoked-newest-decides",
            "A newer list with the certificate.",
            &[good().between(-2 * DAY, DAY).pem(), revoked(None).pem()],
        )
        .invalid("x509-revoked"),
        case(
            "list-of-a-stranger",
            "Somebody else signs in the name of the authority.",
            &[crl_pem(&revoked(None).sign(&stranger()))],
        )
        .undetermined("x509-crl-signature-wrong"),
        chain(
            "list-by-key-not-for-lists",
            "The authority may sign certificates, not lists.",
            &[leaf(Vec::new()), middle_for(0x04)],
            &[good().pem()],
        )
        .undetermined("x509-crl-signature-wrong"),
        case("list-too-old", "The next list is due.", &[good().between(-2 * DAY, -DAY).pem()])
            .undetermined("x509-crl-too-old"),
        case(
            "revoked-on-a-list-too-old",
            "An old list decides nothing, also not the worse.",
            &[revoked(None).between(-2 * DAY, -DAY).pem()],
        )
        .undetermined("x509-crl-too-old"),
        one(
            "valid-without-next-update",
            "A list of this morning that does not promise another.",
            &List { issued: NOW.plus_seconds(-3600), next: None, ..good() },
        ),
        one(
            "old-without-next-update",
            "The same two days later.",
            &List { issued: NOW.plus_seconds(-2 * DAY), next: None, ..good() },
        )
        .undetermined("x509-crl-too-old"),
        one("list-from-future", "The list was made tomorrow.", &good().between(DAY, 2 * DAY))
            .undetermined("x509-crl-from-future"),
        case("list-cut-short", "The list lost its end.", &[])
            .crl_bytes(&[0x30, 3, 0x30, 1])
            .undetermined("x509-crl-malformed"),
        case(
            "valid-broken-list-beside-a-good-one",
            "What is known of every certificate is enough.",
            &[good().pem(), of_root(), crl_pem(&[0x30, 0])],
        ),
        case("list-is-another-thing", "A certificate is handed over as a list.", &[pem(&middle())])
            .undetermined("x509-crl-malformed"),
        required(case("valid-required", "Lists for every certificate below the root.", &all_good)),
        required(case("required-and-missing", "No list at all.", &[]))
            .undetermined("x509-crl-missing"),
        required(case(
            "required-for-authorities-too",
            "The list of the root is missing.",
            &[good().pem()],
        ))
        .undetermined("x509-crl-missing"),
        required(chain(
            "valid-required-never-revoked",
            "The leaf says that it is never revoked.",
            &[leaf(vec![extension(&[0x55, 0x1d, 0x38], false, &tlv(5, &[]))]), middle()],
            &[of_root()],
        )),
        required(chain(
            "valid-required-trusted-leaf",
            "Whoever is trusted itself needs no list.",
            &[leaf(Vec::new())],
            &[],
        ))
        .key_files(vec![pem(&leaf(Vec::new()))]),
        required(chain(
            "valid-required-trusted-leaf-with-chain",
            "The same, with what lies above it.",
            &[leaf(Vec::new()), middle()],
            &[],
        ))
        .key_files(vec![pem(&leaf(Vec::new()))]),
        chain(
            "valid-trusted-leaf-and-a-list-that-proves-nothing",
            "The certificate is trusted itself; nobody knows who signed the list.",
            &[leaf(Vec::new())],
            &[revoked(None).pem()],
        )
        .key_files(vec![pem(&leaf(Vec::new()))]),
        chain(
            "revoked-trusted-leaf",
            "The certificate is trusted itself, and so is its authority, which revoked it.",
            &[leaf(Vec::new())],
            &[revoked(None).pem()],
        )
        .key_files(vec![pem(&leaf(Vec::new())), pem(&middle())])
        .invalid("x509-revoked"),
        case(
            "revoked-and-nobody-trusted",
            "Without trust nothing is said of revocation.",
            &[revoked(None).pem()],
        )
        .key_files(vec![pem(
            &Template::authority(ROOT, ROOT).sign(&stranger_es256(), &stranger_es256())
        )])
        .undetermined("issuer-unknown"),
    ]);
    scopes(all);
}

/// Lists that do not speak about everything.
fn scopes(all: &mut Vec<Case>) {
    let good = || List::new(MIDDLE);
    let revoked = || good().with(entry(LEAF_SERIAL, None));
    let set = |tag| tlv(tag, &[0xff]);
    let points =
        |uri: &str| extension(&[0x55, 0x1d, 0x1f], false, &sequence(&[sequence(&[point(uri)])]));
    let pointed = |name: &str, comment: &str, uri: &str, list: List| {
        chain(name, comment, &[leaf(vec![points(uri)]), middle()], &[list.pem()])
    };
    let required = |case: Case| {
        let of_root = crl_pem(&List::new(ROOT).sign(&root_key()));
        let scoped = revoked().extended(scope(&[tlv(0x82, &[0xff])])).pem();
        case.policy(json!({ "require_crl": true })).crls(&[of_root, scoped])
    };
    let somebody = tlv(0xa4, &name(UTF8, LEAF));
    let indirect = extension(&[0x55, 0x1d, 0x1d], true, &sequence(&[somebody]));
    all.extend([
        one(
            "revoked-others-than-authorities",
            "A list for others than authorities.",
            &revoked().extended(scope(&[set(0x81)])),
        )
        .invalid("x509-revoked"),
        one(
            "valid-authorities-only",
            "A list for authorities says nothing of others.",
            &revoked().extended(scope(&[set(0x82)])),
        ),
        required(case("required-and-authorities-only", "The only list is for authorities.", &[]))
            .undetermined("x509-crl-missing"),
        pointed(
            "revoked-at-its-distribution-point",
            "The list of the distribution point that the certificate names.",
            POINT,
            revoked().extended(scope(&[point(POINT)])),
        )
        .invalid("x509-revoked"),
        pointed(
            "valid-another-distribution-point",
            "The list of another part of the certificates.",
            "http://pki.specimen.example/2.crl",
            revoked().extended(scope(&[point(POINT)])),
        ),
        one(
            "revoked-for-some-reasons",
            "A list of some reasons, and the certificate is on it.",
            &revoked().extended(scope(&[tlv(0x83, &[5, 0x60])])),
        )
        .invalid("x509-revoked"),
        one(
            "list-for-some-reasons",
            "A list of some reasons does not say that there are no others.",
            &good().extended(scope(&[tlv(0x83, &[5, 0x60])])),
        )
        .undetermined("x509-crl-not-supported"),
        one(
            "delta-list",
            "A list of changes to another list.",
            &good().extended(extension(&[0x55, 0x1d, 0x1b], true, &tlv(2, &[1]))),
        )
        .undetermined("x509-crl-not-supported"),
        one(
            "indirect-list",
            "A list with certificates of several issuers.",
            &good().extended(scope(&[set(0x84)])),
        )
        .undetermined("x509-crl-not-supported"),
        one(
            "entry-of-another-issuer",
            "An entry names another issuer.",
            &good().with(entry_with(LEAF_SERIAL, vec![indirect])),
        )
        .undetermined("x509-crl-not-supported"),
        one(
            "unknown-critical-extension",
            "An extension of the list that must be understood is not.",
            &good().extended(extension(&[0x2a, 3, 4], true, &tlv(5, &[]))),
        )
        .undetermined("x509-crl-not-supported"),
        one(
            "unknown-critical-entry-extension",
            "An extension of an entry that must be understood is not.",
            &good().with(entry_with(50, vec![extension(&[0x2a, 3, 4], true, &tlv(5, &[]))])),
        )
        .undetermined("x509-crl-not-supported"),
        one(
            "valid-unknown-extension",
            "An extension that need not be understood.",
            &good().extended(extension(&[0x2a, 3, 4], false, &tlv(5, &[]))),
        ),
        one(
            "extension-twice",
            "The same extension twice.",
            &good().extended(extension(&[0x55, 0x1d, 0x14], false, &tlv(2, &[9]))),
        )
        .undetermined("x509-crl-malformed"),
    ]);
}
