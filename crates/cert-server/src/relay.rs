//! Carries sealed messages between a kiosk and the phone of who stands in front of it (docs/kiosk.md): opaque bytes,
//! each put once and taken once, in memory only (where several machines share a PostgreSQL, in tables that go into no
//! log and no replica). The server learns that two devices talk, when, and how much.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, Request, StatusCode, header},
    response::Response,
};
use cert_verify::{UnixTime, base64url};

use crate::{
    Server, Shared, body,
    db::relay::{self as stored, MostCarried, Put},
    problem::{Code, Problem},
};

/// A dozen certificates with everything in them are below 200 KB.
const MAX_MESSAGE: usize = 1_048_576;

/// A sitting of three forms with six offices each takes about forty, in both directions.
const MAX_SLOTS: usize = 200;

/// What waits of one conversation: who talks waits for the answer.
const MAX_WAITING: usize = 4;

/// Conversations at once, and what waits of all of them: a flood fills no memory.
const MAX_CHANNELS: usize = 2_000;
const MAX_TOTAL: usize = 64 * 1_048_576;

/// The same for conversations that several machines share.
const MOST: MostCarried = MostCarried {
    slots: MAX_SLOTS as i64,
    waiting: MAX_WAITING as i64,
    channels: MAX_CHANNELS as i64,
    bytes: MAX_TOTAL as i64,
};

/// After so long without a message a conversation is over (seconds).
const LIFE: i64 = 600;

const OCTETS: &str = "application/octet-stream";

/// The conversations under way.
#[derive(Debug, Default)]
pub(crate) struct Relay(Mutex<Channels>);

#[derive(Debug, Default)]
struct Channels {
    by_name: HashMap<String, Channel>,
    total: usize,
}

#[derive(Debug)]
struct Channel {
    until: UnixTime,
    /// What was put here; `None` when it was taken. A slot is used once.
    slots: HashMap<String, Option<Vec<u8>>>,
}

impl Channels {
    fn sweep(&mut self, now: UnixTime) {
        let total = &mut self.total;
        self.by_name.retain(|_, channel| {
            let lives = channel.until > now;
            if !lives {
                *total = total.saturating_sub(channel.waiting());
            }
            lives
        });
    }

    fn put(
        &mut self,
        channel: &str,
        slot: &str,
        message: Vec<u8>,
        now: UnixTime,
    ) -> Result<(), Code> {
        self.sweep(now);
        if !self.by_name.contains_key(channel) && self.by_name.len() >= MAX_CHANNELS {
            return Err(Code::Busy);
        }
        let total = self.total.saturating_add(message.len());
        if total > MAX_TOTAL {
            return Err(Code::Busy);
        }
        let until = now.plus_seconds(LIFE);
        let known = self.by_name.entry(channel.to_owned());
        let known = known.or_insert_with(|| Channel { until, slots: HashMap::new() });
        if known.slots.contains_key(slot) {
            return Err(Code::RelaySlotUsed);
        }
        let waiting = known.slots.values().flatten().count();
        if known.slots.len() >= MAX_SLOTS || waiting >= MAX_WAITING {
            return Err(Code::RelayFull);
        }
        known.until = until;
        known.slots.insert(slot.to_owned(), Some(message));
        self.total = total;
        Ok(())
    }

    fn take(&mut self, channel: &str, slot: &str, now: UnixTime) -> Option<Vec<u8>> {
        self.sweep(now);
        let known = self.by_name.get_mut(channel)?;
        let message = known.slots.get_mut(slot)?.take()?;
        known.until = now.plus_seconds(LIFE);
        self.total = self.total.saturating_sub(message.len());
        Some(message)
    }
}

impl Channel {
    fn waiting(&self) -> usize {
        self.slots.values().flatten().map(Vec::len).sum()
    }
}

impl Relay {
    fn with<T>(&self, work: impl FnOnce(&mut Channels) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Forgets what has had its time.
pub(crate) async fn sweep(server: &Server) {
    if stored::is_here(&server.database) {
        // A failure is in the log already, and the next round tries again.
        let _ = stored::sweep(&server.database, server.now()).await;
    } else {
        server.relay.with(|channels| channels.sweep(server.now()));
    }
}

/// `PUT /relay/{channel}/{slot}`
pub(crate) async fn put(
    State(server): State<Shared>,
    Path((channel, slot)): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    is_here(&server, &channel, &slot)?;
    if !body::has_media_type(&request, OCTETS) {
        return Err(Code::MediaTypeNotSupported.into());
    }
    let message = body::read(request.into_body(), MAX_MESSAGE).await?;
    let now = server.now();
    if stored::is_here(&server.database) {
        let place = (channel.as_str(), slot.as_str());
        let put = stored::put(&server.database, place, message, &MOST, now, now.plus_seconds(LIFE))
            .await?;
        match put {
            Put::Yes => {}
            Put::SlotUsed => return Err(Code::RelaySlotUsed.into()),
            Put::ChannelFull => return Err(Code::RelayFull.into()),
            Put::Busy => return Err(Code::Busy.into()),
        }
    } else {
        server.relay.with(|channels| channels.put(&channel, &slot, message, now))?;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

/// `GET /relay/{channel}/{slot}`: 204 while nothing is there. What was read is gone.
pub(crate) async fn take(
    State(server): State<Shared>,
    Path((channel, slot)): Path<(String, String)>,
) -> Result<Response, Problem> {
    is_here(&server, &channel, &slot)?;
    let now = server.now();
    let message = if stored::is_here(&server.database) {
        let place = (channel.as_str(), slot.as_str());
        stored::take(&server.database, place, now, now.plus_seconds(LIFE)).await?
    } else {
        server.relay.with(|channels| channels.take(&channel, &slot, now))
    };
    let Some(message) = message else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        return Ok(response);
    };
    let mut response = Response::new(Body::from(message));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(OCTETS));
    Ok(response)
}

/// Whether this operator has a kiosk, and whether these are names of a conversation and of a place in it: 16
/// random bytes, and who speaks with the number of the message.
fn is_here(server: &Shared, channel: &str, slot: &str) -> Result<(), Problem> {
    let is_channel =
        channel.len() == 22 && base64url::decode(channel).is_ok_and(|bytes| bytes.len() == 16);
    let number = slot.strip_prefix(['k', 'p']).unwrap_or_default();
    let is_slot = (1..=3).contains(&number.len())
        && !number.starts_with('0')
        && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_known = server.world.operator.contains_key("kiosk") && is_channel && is_slot;
    if is_known { Ok(()) } else { Err(Code::NotFound.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(seconds)
    }

    #[test]
    fn a_message_is_put_once_and_taken_once() {
        let mut channels = Channels::default();
        assert_eq!(channels.take("a", "p1", at(0)), None);
        assert_eq!(channels.put("a", "p1", vec![1], at(0)), Ok(()));
        assert_eq!(channels.put("a", "p1", vec![2], at(0)), Err(Code::RelaySlotUsed));
        assert_eq!(channels.take("b", "p1", at(0)), None);
        assert_eq!(channels.take("a", "p1", at(0)), Some(vec![1]));
        assert_eq!(channels.take("a", "p1", at(0)), None);
        assert_eq!(channels.put("a", "p1", vec![2], at(0)), Err(Code::RelaySlotUsed), "a replay");
        assert_eq!(channels.total, 0);
    }

    #[test]
    fn a_conversation_is_forgotten_with_all_that_waits() {
        let mut channels = Channels::default();
        assert_eq!(channels.put("a", "p1", vec![1; 9], at(0)), Ok(()));
        assert_eq!(channels.take("a", "p1", at(LIFE)), None);
        assert!(channels.by_name.is_empty() && channels.total == 0);
    }

    #[test]
    fn a_flood_fills_no_memory() {
        let mut channels = Channels::default();
        for number in 0..MAX_WAITING {
            assert_eq!(channels.put("a", &format!("p{number}"), vec![1], at(0)), Ok(()));
        }
        assert_eq!(channels.put("a", "p9", vec![1], at(0)), Err(Code::RelayFull));
        for number in 1..MAX_CHANNELS {
            assert_eq!(channels.put(&number.to_string(), "p1", vec![1], at(0)), Ok(()));
        }
        assert_eq!(channels.put("new", "p1", vec![1], at(0)), Err(Code::Busy));
        assert_eq!(channels.put("new", "p1", vec![1], at(LIFE)), Ok(()), "the old ones are gone");
        assert_eq!(channels.put("big", "p1", vec![1; MAX_TOTAL], at(LIFE)), Err(Code::Busy));
    }
}
