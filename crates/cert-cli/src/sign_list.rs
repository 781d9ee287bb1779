//! `certfill sign-list`: signs a trust list or a status list.

use cert_issue::{StatusListBuilder, sign_jws};
use cert_verify::{UnixTime, trust_list};
use serde_json::{Map, Value};

use crate::args::{ListKind, SignList};
use crate::{Failure, Io, clock, files, issue};

/// 16 million entries: the core refuses larger lists, so signing one would be of no use.
const MOST_ENTRIES: u64 = 1 << 24;

pub(crate) fn run(options: &SignList, io: &mut Io<'_>) -> Result<u8, Failure> {
    let key = issue::read_key(&options.key, io)?;
    let now = clock::time(options.at.as_deref())?;
    let token = match options.kind {
        ListKind::Trust => {
            // The file is signed as it is: what the operator wrote is what verifiers read.
            let bytes = files::read(&options.file, io)?;
            let mut header = Map::new();
            header.insert("typ".to_owned(), trust_list::TYPE.into());
            header.insert("kid".to_owned(), key.public().thumbprint().into());
            header.insert("iat".to_owned(), now.seconds().into());
            sign_jws(&header, &bytes, &key)
        }
        ListKind::Status => status_list(&files::read_json(&options.file, io)?, now, &key)
            .ok_or_else(|| Failure::usage(STATUS_SHAPE))?,
    };
    io.result(&token);
    Ok(0)
}

const STATUS_SHAPE: &str = "a status list is {\"uri\": text, \"bits\": 1|2|4|8, \"length\": number, \
    \"set\": {\"INDEX\": VALUE}, \"ttl\"?: seconds, \"exp\"?: Unix seconds}";

fn status_list(content: &Value, now: UnixTime, key: &cert_issue::SigningKey) -> Option<String> {
    let number = |name: &str| content.get(name).map(Value::as_u64);
    let bits = u8::try_from(number("bits")??).ok()?;
    let length = number("length")?.filter(|length| *length <= MOST_ENTRIES)?;
    let mut list = StatusListBuilder::new(bits, usize::try_from(length).ok()?).ok()?;
    for (index, value) in content.get("set")?.as_object()? {
        let value = u8::try_from(value.as_u64()?).ok()?;
        list.set(index.parse().ok()?, value).ok()?;
    }
    let seconds = |name: &str| match content.get(name) {
        None => Some(None),
        Some(value) => value.as_i64().map(Some),
    };
    let expires = seconds("exp")?.map(UnixTime::from_seconds);
    Some(list.sign(content.get("uri")?.as_str()?, now, expires, seconds("ttl")?, key))
}
