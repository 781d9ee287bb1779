//! A filing: checked again by the office, stored and answered with a receipt, once
//! (EF 1.0, 3.6).

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::Body,
    extract::{Extension, Path, State},
    http::{HeaderMap, HeaderValue, Request, header},
    response::Response,
};
use cert_fill::{
    CheckedFiling, Form, Office, Refusal, RefusalCode, check_filing,
    progress::State as CaseState,
    wire::{FilingAccepted, MAX_FILING_BYTES, write},
};
use cert_verify::{Policy, PublicKey, UnixTime, base64url, sha256};
use serde_json::{Value, json};

use crate::{
    Server, Shared, answer,
    authority::Authority,
    back_office, body, business,
    db::{
        About, StorageError, WriteTransaction, attachments,
        filings::{self, Answer, Filed, Key},
        taken::{self, Filing, Glance},
    },
    listener::Peer,
    problem::Code,
    specimen::day::Day,
};

use super::{
    Refused, challenge, decide, filing_of,
    nonce::{self, Meant},
    peek::Peek,
    receipt,
};

/// A filing of so many bytes is judged at once, in about a millisecond; a larger one on a thread that may be busy for
/// a while. To wake another thread costs as much as several signatures.
const SMALL: usize = 65_536;

/// For so long a filing counts against its holder's limit.
const DAY: i64 = 86_400;

/// A submission's number and a filing's name; more is not ours.
const MAX_KEY: usize = 200;

/// `POST /offices/{office}/ef/filings`
pub(crate) async fn post(
    State(server): State<Shared>,
    Path(office): Path<String>,
    Extension(peer): Extension<Peer>,
    request: Request<Body>,
) -> Result<Response, Refused> {
    let office = server.office(&office).ok_or(Code::NotFound)?;
    if !body::has_media_type(&request, "application/json") {
        return Err(Code::MediaTypeNotSupported.into());
    }
    let key = idempotency_key(request.headers())
        .ok_or(Refusal::new(RefusalCode::IdempotencyKeyMissing))?;
    let bytes = body::read(request.into_body(), MAX_FILING_BYTES).await?;
    let filed = hand_in(&server, office, key, bytes).await?;
    if server.config.faults.take_drop_answer() {
        peer.cut();
    }
    let place = format!("{}/offices/{}/ef/filings/{}", server.base, office.slug, filed.case_no);
    let accepted = FilingAccepted {
        case_no: filed.case_no,
        status: receipt::status_of(&filed.receipt),
        receipt: filed.receipt,
    };
    let mut response = answer::with_type(201, "application/json", "no-store", write(&accepted));
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// Step 1. The peek must succeed where the strict reader did, but for what it looks into.
fn peek_at(bytes: &[u8]) -> Result<Peek, Refused> {
    cert_fill::wire::FilingBody::parse(bytes)?;
    Ok(Peek::at(bytes).ok_or(Refusal::new(RefusalCode::TransactionMalformed))?)
}

/// What a filing holds, when this office would take it; nothing is stored.
pub(crate) async fn look(
    server: &Shared,
    office: &'static Authority,
    bytes: Vec<u8>,
) -> Result<CheckedFiling, Refused> {
    let peek = peek_at(&bytes)?;
    let glance = taken::glance(&server.database, None, peek.nonce()).await?;
    Ok(check(server, office, bytes, (peek, glance), server.now()).await?.checked)
}

/// Files these bytes under this key, whoever brings them.
pub(crate) async fn hand_in(
    server: &Shared,
    office: &'static Authority,
    key: String,
    bytes: Vec<u8>,
) -> Result<Answer, Refused> {
    let peek = peek_at(&bytes)?;
    let client = peek.holder.clone().unwrap_or_default();
    let key = Key { office: office.slug, client, key, body_hash: sha256(&bytes) };
    // From here on the work comes to its end, also when the person's network is gone.
    server.work.finish(file(server.clone(), office, key, bytes, peek)).await.ok_or(Code::Busy)?
}

/// Step 2 around all others: what was filed already is answered again. The key is written with the
/// filing and not before its holder is verified, so that nobody can take it from them.
async fn file(
    server: Shared,
    office: &'static Authority,
    key: Key,
    bytes: Vec<u8>,
    peek: Peek,
) -> Result<Answer, Refused> {
    let glance = taken::glance(&server.database, Some(&key), peek.nonce()).await?;
    if glance.is_keyed {
        match filings::filed(&server.database, &key).await? {
            Some(Filed::Same(answer)) => return Ok(answer),
            _ => return Err(Refusal::new(RefusalCode::IdempotencyKeyReused).into()),
        }
    }
    let now = server.now();
    let filed = check_and_store(&server, office, &key, bytes, (peek, glance), now).await;
    if filed.is_err()
        && let Ok(Some(Filed::Same(answer))) = filings::filed(&server.database, &key).await
    {
        // The same bytes were filed while these were looked at, and have used the nonce up.
        return Ok(answer);
    }
    filed
}

async fn check_and_store(
    server: &Shared,
    office: &'static Authority,
    key: &Key,
    bytes: Vec<u8>,
    seen: (Peek, Glance),
    now: UnixTime,
) -> Result<Answer, Refused> {
    let Passed { form, checked, bytes, nonce } = check(server, office, bytes, seen, now).await?;
    // Steps 11 and 12: all of it, or nothing.
    // Verified, and in the order of the form: a filing that lists its certificates in another order is
    // the same holder's.
    let holder = checked.holder_key.as_ref().and_then(|key| PublicKey::from_jwk(key).ok());
    let holder = holder.map_or_else(|| key.client.clone(), |key| key.thumbprint());
    let about = About::Holder { office: office.slug, holder: &holder };
    let mut transaction = server.database.write(about).await?;
    let (checked, holder, bytes) = (&checked, holder.as_str(), bytes.as_slice());
    let nonce = (nonce.0.as_str(), nonce.1);
    let taken = Taken { office, key, form, checked, holder, bytes, nonce, now };
    let stored = store(server, &taken, &mut transaction).await?;
    if !server.config.faults.before_commit().await {
        return Err(Code::StorageUnavailable.into());
    }
    transaction.commit().await.map_err(StorageError::from)?;
    Ok(stored)
}

/// A filing that passed steps 3 to 10.
struct Passed<'s> {
    form: &'s Form,
    checked: CheckedFiling,
    bytes: Vec<u8>,
    /// With the end of its life.
    nonce: (String, UnixTime),
}

async fn check<'s>(
    server: &'s Shared,
    office: &'static Authority,
    bytes: Vec<u8>,
    (peek, glance): (Peek, Glance),
    now: UnixTime,
) -> Result<Passed<'s>, Refused> {
    let refuse = |code| Refused::from(Refusal::new(code));
    let form = server.forms.by_id(&peek.form_id, &peek.integrity);
    let form = form.filter(|form| form.integrity() == peek.integrity);
    let form = form.ok_or_else(|| refuse(RefusalCode::FormNotAccepted))?;
    let filing =
        filing_of(office, form, &peek.filing).ok_or_else(|| refuse(RefusalCode::FilingMismatch))?;
    // Step 3.
    let meant = Meant { integrity: form.integrity(), filing: &filing.id };
    let nonce = peek.nonce.ok_or_else(|| refuse(RefusalCode::NonceUnknown))?;
    let given = nonce::given(server, office.slug, &nonce).await?;
    let given = given.filter(|given| given.is_for(meant));
    let given = given.ok_or_else(|| refuse(RefusalCode::NonceUnknown))?;
    if let Some(code) = given.refusal(glance.is_used, now) {
        return Err(refuse(code));
    }
    let mut files = HashMap::new();
    for digest in peek.attachments {
        if let Some(size) = attachments::size(&server.database, office.slug, &digest).await? {
            files.insert(base64url::encode(&digest), size);
        }
    }
    // Steps 4 to 10.
    let (trust, evidence) = match &server.config.office {
        Some(own) => {
            let lists = server.city.lists(server, own, &business::presented(&bytes)).await?;
            (lists.trust, Arc::new(lists.status))
        }
        None => server.in_force.lists_at(server, glance.mark).await?,
    };
    let (shared, filing_id, used) = (server.clone(), filing.id.clone(), nonce.clone());
    let audience = filing.to.client_id.clone();
    let (form_id, integrity) = (form.id().to_owned(), form.integrity().to_owned());
    let is_small = bytes.len() <= SMALL;
    let judge = move || {
        let form = shared.forms.by_id(&form_id, &integrity).ok_or(Code::Internal)?;
        // A proof is as old as the signing; a retry comes as long as the challenge lives.
        let life = challenge::life(given.counter);
        let policy = Policy::strict().with_key_binding_max_age(life);
        let desk = Office {
            form,
            filing_id: &filing_id,
            trust: &trust,
            status: &evidence,
            policy: &policy,
            nonce: &used,
            audience: &audience,
            attachment: &|digest| files.get(digest).copied(),
            now,
        };
        let checked = check_filing(&bytes, &desk)
            .map_err(|refusal| Refused::of_filing(&refusal, Some(form)))?;
        Ok::<_, Refused>((checked, bytes))
    };
    let (checked, bytes) = match is_small {
        true => judge()?,
        false => tokio::task::spawn_blocking(judge).await.map_err(|_| Code::Internal)??,
    };
    Ok(Passed { form, checked, bytes, nonce: (nonce, given.expires_at) })
}

/// A filing that passed every check, with all that one row is made of.
struct Taken<'a> {
    office: &'static Authority,
    key: &'a Key,
    form: &'a Form,
    checked: &'a CheckedFiling,
    /// The thumbprint of the holder's key.
    holder: &'a str,
    bytes: &'a [u8],
    nonce: (&'a str, UnixTime),
    now: UnixTime,
}

async fn store(
    server: &Server,
    taken: &Taken<'_>,
    transaction: &mut WriteTransaction,
) -> Result<Answer, Refused> {
    let Taken { office, key, form, checked, holder, bytes, nonce, now } = *taken;
    let reused = Refusal::new(RefusalCode::IdempotencyKeyReused);
    let same = (checked.submission_id.as_str(), checked.filing.as_str());
    let since = now.plus_seconds(-DAY);
    let before = taken::before(transaction, (key, holder), same, since).await?;
    if before.is_keyed {
        match filings::filed_in(&mut **transaction, key).await? {
            Some(Filed::Same(answer)) => return Ok(answer),
            _ => return Err(reused.into()),
        }
    }
    if before.is_filed {
        return Err(reused.into());
    }
    if before.lately >= i64::from(server.config.filings_of_one) {
        return Err(Code::FilingsTooMany.into());
    }
    let slug = office.slug;
    let day = Day::of(now);
    let month_and_day = day.basic().split_off(4);
    let day_here = format!("{}-{}-{month_and_day}", slug.to_uppercase(), day.year());
    let into_the_day = now.seconds() - day.start().seconds();
    let numbers = taken::numbers(transaction, slug, (&day_here, into_the_day), now).await?;
    let case_no = format!("{day_here}-{:07}", numbers.case);
    let receipt = receipt::issue(server, office, checked, &case_no, now)?;
    let (state, statement) = if server.own.is_none() {
        let filing = form.filing(&checked.filing).ok_or(Code::Internal)?;
        let (state, said) = decide::received(server, office, (form, filing), &receipt, now)?;
        (state, Some(said))
    } else {
        // A business has nobody who decides: what it has taken is done.
        (CaseState::Accepted, None)
    };
    let digests = checked.attachments.iter().filter_map(|file| {
        base64url::decode(&file.digest).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
    });
    let digests: Vec<[u8; 32]> = digests.collect();
    let list = |pointers: &[cert_fill::Pointer]| {
        Value::from_iter(pointers.iter().map(ToString::to_string)).to_string()
    };
    let filing = Filing {
        case_no: &case_no,
        place: numbers.place,
        submission_id: &checked.submission_id,
        filing: &checked.filing,
        holder,
        form_id: form.id(),
        form_version: form.version(),
        body: bytes,
        answers: checked.answers.to_string(),
        provenance: Value::Object(checked.provenance.clone()).to_string(),
        verified: list(&checked.verified),
        declared: list(&checked.declared),
        evidence: json!(checked.evidence_digests).to_string(),
        transaction_data_hash: &checked.transaction_data_hash,
        receipt: &receipt,
        received_at: now,
        progress: checked.progress.as_deref(),
        attachments: &digests,
        nonce,
        state: state.as_str(),
        statement: statement.as_deref(),
        keeps: form.privacy().retention.as_ref().map(ToString::to_string),
    };
    if !taken::store(&server.database, transaction, key, &filing).await? {
        return Err(Refusal::new(RefusalCode::NonceUsed).into());
    }
    let about = (case_no.as_str(), form.id(), numbers.place);
    back_office::tell(server, slug, about, now, transaction).await?;
    Ok(Answer { case_no, receipt })
}

/// The header is a structured-field string with quotes (draft-ietf-httpapi-idempotency-key);
/// a bare one is read too.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all("idempotency-key").iter();
    let value = values.next()?.to_str().ok()?.trim();
    let key = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    let is_key =
        (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(plain) && values.next().is_none();
    is_key.then(|| key.to_owned())
}
