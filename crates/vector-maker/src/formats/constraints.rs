//! Chains whose authorities say which names they may certify.

use super::{
    case::{Case, ed25519, es256},
    certificates::{Template, UTF8, extension, name, pem, sequence, tlv, x5c},
    x5c::{LEAF, MIDDLE, ROOT, middle_key, root_key, token},
};

const MAIL: u8 = 0x81;
const HOST: u8 = 0x82;
const URI: u8 = 0x86;
const IP: u8 = 0x87;
const OTHER: u8 = 0xa0;

/// A name of the leaf, and what the authority is limited to.
type General = (u8, Vec<u8>);

fn text(tag: u8, text: &str) -> General {
    (tag, text.as_bytes().to_vec())
}

fn directory(path: &str) -> General {
    (0xa4, name(UTF8, path))
}

fn other() -> General {
    // 1.2.3.4 with a UTF8String.
    (OTHER, [tlv(6, &[0x2a, 3, 4]), tlv(0xa0, &tlv(12, b"name"))].concat())
}

fn names(list: &[General]) -> Vec<u8> {
    let list: Vec<_> = list.iter().map(|(tag, value)| tlv(*tag, value)).collect();
    extension(&[0x55, 0x1d, 0x11], false, &sequence(&list))
}

fn subtrees(permitted: &[General], excluded: &[General]) -> Vec<u8> {
    let list = |tag: u8, list: &[General]| match list {
        [] => Vec::new(),
        _ => {
            let trees = list.iter().map(|(tag, value)| sequence(&[tlv(*tag, value)]));
            tlv(tag, &trees.collect::<Vec<_>>().concat())
        }
    };
    sequence(&[list(0xa0, permitted), list(0xa1, excluded)])
}

fn limits(permitted: &[General], excluded: &[General]) -> Vec<u8> {
    extension(&[0x55, 0x1d, 0x1e], true, &subtrees(permitted, excluded))
}

fn loose_limits(permitted: &[General]) -> Vec<u8> {
    extension(&[0x55, 0x1d, 0x1e], false, &subtrees(permitted, &[]))
}

fn root(more: Vec<Vec<u8>>) -> Vec<u8> {
    Template { more, ..Template::authority(ROOT, ROOT) }.sign(&root_key(), &root_key())
}

fn middle(limits: Vec<u8>) -> Vec<u8> {
    Template { more: vec![limits], ..Template::authority(MIDDLE, ROOT) }
        .sign(&middle_key(), &root_key())
}

/// A leaf of this subject with these alternative names.
fn leaf(subject: &'static str, list: &[General]) -> Vec<u8> {
    let more = if list.is_empty() { Vec::new() } else { vec![names(list)] };
    Template { uri: None, more, ..Template::leaf(subject, MIDDLE) }.sign(&ed25519(), &middle_key())
}

fn chain(name: &str, comment: &str, chain: &[Vec<u8>], root: &[u8]) -> Case {
    let input = token(x5c(chain), &ed25519());
    Case::new("name-constraints", "dc+sd-jwt", name, comment, &input).key_files(vec![pem(root)])
}

/// A leaf with these names below an authority with these limits.
fn case(name: &str, comment: &str, list: &[General], limits: Vec<u8>) -> Case {
    chain(name, comment, &[leaf(LEAF, list), middle(limits)], &root(Vec::new()))
}

/// The same, but the name stands in the subject.
fn subject(name: &str, comment: &str, subject: &'static str, limits: Vec<u8>) -> Case {
    chain(name, comment, &[leaf(subject, &[]), middle(limits)], &root(Vec::new()))
}

const REFUSED: &str = "x509-name-not-permitted";
const UNKNOWN: &str = "x509-extension-unknown";

pub(crate) fn cases(all: &mut Vec<Case>) {
    by_form(all);
    by_place(all);
    not_compared(all);
}

fn by_form(all: &mut Vec<Case>) {
    let host = |host: &str| text(HOST, host);
    let both = [host("psb.specimen.example"), host("other.example")];
    let office = "O=示例 SPECIMEN/CN=office";
    let elsewhere = "O=示例 SPECIMEN 2/CN=office";
    let organisation = || limits(&[directory("O=示例 specimen")], &[]);
    let net = || (IP, vec![192, 0, 2, 0, 255, 255, 255, 0]);
    all.extend([
        case(
            "valid-host",
            "A host in the permitted domain.",
            &[host("PSB.specimen.example")],
            limits(&[host("specimen.example")], &[]),
        ),
        case(
            "host-outside",
            "A host that only ends with the letters of the domain.",
            &[host("notspecimen.example")],
            limits(&[host("specimen.example")], &[]),
        )
        .invalid(REFUSED),
        case(
            "host-excluded",
            "A host in a domain that is excluded from the permitted one.",
            &[host("a.b.specimen.example")],
            limits(&[host("specimen.example")], &[host("b.specimen.example")]),
        )
        .invalid(REFUSED),
        case(
            "one-of-two-hosts-outside",
            "Every name has to be inside.",
            &both,
            limits(&[host("specimen.example")], &[]),
        )
        .invalid(REFUSED),
        case(
            "valid-one-of-two-domains",
            "Each name needs one permitted domain.",
            &both,
            limits(&[host("specimen.example"), host("other.example")], &[]),
        ),
        case(
            "valid-other-form",
            "A form of name that nothing limits.",
            &[text(MAIL, "office@other.example")],
            limits(&[host("specimen.example")], &[]),
        ),
        case(
            "valid-uri",
            "An address at a host below the domain.",
            &[text(URI, "https://psb.specimen.example/id")],
            limits(&[text(URI, ".specimen.example")], &[]),
        ),
        case(
            "uri-at-another-host",
            "An address at another host.",
            &[text(URI, "https://specimen.example:x@evil.example")],
            limits(&[text(URI, "specimen.example")], &[]),
        )
        .invalid(REFUSED),
        case(
            "uri-without-host",
            "An address without a host is not allowed where addresses are limited.",
            &[text(URI, "urn:specimen:1")],
            limits(&[], &[text(URI, "evil.example")]),
        )
        .invalid(REFUSED),
        case(
            "valid-mail",
            "Any mailbox at the host.",
            &[text(MAIL, "office@Specimen.example")],
            limits(&[text(MAIL, "specimen.example")], &[]),
        ),
        case(
            "mail-below-host",
            "A host without a dot before it has no hosts below it.",
            &[text(MAIL, "office@psb.specimen.example")],
            limits(&[text(MAIL, "specimen.example")], &[]),
        )
        .invalid(REFUSED),
        subject(
            "mail-in-subject",
            "Without alternative names the mail address in the subject counts.",
            "CN=office/E=office@other.example",
            limits(&[text(MAIL, "specimen.example")], &[]),
        )
        .invalid(REFUSED),
        chain(
            "valid-mail-in-subject-beside-names",
            "With alternative names the mail address in the subject does not count.",
            &[
                leaf("CN=office/E=office@other.example", &[host("psb.specimen.example")]),
                middle(limits(&[text(MAIL, "specimen.example")], &[])),
            ],
            &root(Vec::new()),
        ),
        case(
            "valid-address",
            "A number in the network.",
            &[(IP, vec![192, 0, 2, 9])],
            limits(&[net()], &[]),
        ),
        case(
            "address-outside",
            "A number beside the network.",
            &[(IP, vec![192, 0, 3, 9])],
            limits(&[net()], &[]),
        )
        .invalid(REFUSED),
        case(
            "address-of-another-length",
            "A number of version 6 is in no network of version 4.",
            &[(IP, vec![0; 16])],
            limits(&[net()], &[]),
        )
        .invalid(REFUSED),
        subject(
            "valid-subject",
            "The organisation is written in other letters.",
            office,
            organisation(),
        ),
        subject("subject-outside", "Another organisation.", elsewhere, organisation())
            .invalid(REFUSED),
        subject(
            "subject-excluded",
            "The organisation is excluded.",
            office,
            limits(&[], &[directory("O=示例 SPECIMEN")]),
        )
        .invalid(REFUSED),
        chain(
            "alternative-directory-name-outside",
            "The subject is inside, a directory name beside it is not.",
            &[leaf(office, &[(0xa4, name(UTF8, elsewhere))]), middle(organisation())],
            &root(Vec::new()),
        )
        .invalid(REFUSED),
    ]);
}

fn by_place(all: &mut Vec<Case>) {
    let inside = || limits(&[text(HOST, "specimen.example")], &[]);
    let good = || leaf(LEAF, &[text(HOST, "psb.specimen.example")]);
    let bad = || leaf(LEAF, &[text(HOST, "psb.other.example")]);
    let only_other = || limits(&[text(HOST, "other.example")], &[]);
    // An authority that renews its key issues to itself.
    let renewed = |subject: &'static str| {
        Template {
            more: vec![limits(&[directory("CN=x")], &[])],
            ..Template::authority(subject, ROOT)
        }
        .sign(&root_key(), &root_key())
    };
    let self_issued = {
        let old = Template {
            more: vec![limits(&[directory("O=示例 SPECIMEN")], &[])],
            ..Template::authority(MIDDLE, ROOT)
        }
        .sign(&middle_key(), &root_key());
        let new = Template::authority(MIDDLE, MIDDLE).sign(&es256(), &middle_key());
        let leaf = Template { uri: None, ..Template::leaf("O=示例 SPECIMEN/CN=office", MIDDLE) }
            .sign(&ed25519(), &es256());
        [leaf, new, old]
    };
    all.extend([
        chain(
            "root-limits",
            "The root is trusted and limits itself.",
            &[bad(), middle(inside())],
            &root(vec![only_other()]),
        )
        .invalid(REFUSED),
        chain(
            "root-limits-not-sent",
            "The root is trusted, limits itself and is not sent.",
            &[bad(), middle(only_other())],
            &root(vec![inside()]),
        )
        .invalid(REFUSED),
        chain(
            "root-limits-and-is-sent",
            "The same with the root in the message.",
            &[bad(), middle(only_other()), root(vec![inside()])],
            &root(vec![inside()]),
        )
        .invalid(REFUSED),
        chain(
            "valid-both-limit",
            "The name is inside for both.",
            &[good(), middle(inside())],
            &root(vec![inside()]),
        ),
        chain(
            "limits-are-not-widened",
            "An authority cannot permit what the one above it did not.",
            &[
                bad(),
                middle(limits(&[text(HOST, "specimen.example"), text(HOST, "other.example")], &[])),
            ],
            &root(vec![inside()]),
        )
        .invalid(REFUSED),
        chain(
            "authority-outside",
            "The name of the authority itself lies outside.",
            &[good(), middle(inside())],
            &root(vec![limits(&[directory("O=示例 SPECIMEN")], &[])]),
        )
        .invalid(REFUSED),
        chain(
            "valid-self-issued-between",
            "An authority that issued to itself does not have to be inside.",
            &self_issued,
            &root(Vec::new()),
        ),
        chain(
            "valid-trusted-leaf",
            "Whoever trusts the leaf itself needs no authority.",
            &[bad(), middle(inside())],
            &bad(),
        ),
        chain(
            "outside-and-nobody-trusted",
            "Without a trusted authority nothing is said of names.",
            &[bad(), middle(inside())],
            &renewed(ROOT),
        )
        .key_files(Vec::new())
        .undetermined("issuer-unknown"),
    ]);
}

fn not_compared(all: &mut Vec<Case>) {
    let odd = |more: Vec<u8>| {
        let base = [tlv(HOST, b"specimen.example"), more].concat();
        extension(&[0x55, 0x1d, 0x1e], true, &sequence(&[tlv(0xa0, &tlv(0x30, &base))]))
    };
    let host = || [text(HOST, "psb.specimen.example")];
    all.extend([
        case(
            "other-name-limited",
            "A form of name that is not compared, and the leaf has such a name.",
            &[other()],
            limits(&[other()], &[]),
        )
        .undetermined(UNKNOWN),
        case("other-name-excluded", "The same, excluded.", &[other()], limits(&[], &[other()]))
            .undetermined(UNKNOWN),
        case(
            "valid-other-name-limited-and-absent",
            "A form of name that is not compared and that the leaf does not have.",
            &host(),
            limits(&[other()], &[]),
        ),
        case(
            "valid-other-name-loosely-limited",
            "The limit is not critical.",
            &[other()],
            loose_limits(&[other()]),
        ),
        case(
            "loosely-limited-host-outside",
            "A limit that is understood counts, critical or not.",
            &[text(HOST, "psb.other.example")],
            loose_limits(&[text(HOST, "specimen.example")]),
        )
        .invalid(REFUSED),
        case(
            "outside-beside-not-compared",
            "What is broken outweighs what is not compared.",
            &[other(), text(HOST, "psb.other.example")],
            limits(&[other(), text(HOST, "specimen.example")], &[]),
        )
        .invalid(REFUSED),
        case("valid-minimum-zero", "The default is written.", &host(), odd(tlv(0x80, &[0]))),
        case(
            "minimum-one",
            "A distance that no form of name gives a meaning.",
            &host(),
            odd(tlv(0x80, &[1])),
        )
        .undetermined(UNKNOWN),
        case("maximum", "The same with a maximum.", &host(), odd(tlv(0x81, &[9])))
            .undetermined(UNKNOWN),
        case(
            "valid-no-subtrees",
            "Limits that name nothing limit nothing.",
            &host(),
            limits(&[], &[]),
        ),
        case(
            "limits-cut-short",
            "The extension is no list.",
            &host(),
            extension(&[0x55, 0x1d, 0x1e], true, &[0x30, 1]),
        )
        .invalid("x509-malformed"),
        case(
            "network-of-seven-bytes",
            "A network without its mask.",
            &[(IP, vec![192, 0, 2, 9])],
            limits(&[(IP, vec![192, 0, 2, 0, 255, 255, 255])], &[]),
        )
        .undetermined(UNKNOWN),
    ]);
}
