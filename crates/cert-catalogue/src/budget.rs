//! How much an index may hold, each with its reason. A city has about two thousand matters in some
//! sixty departments; the largest department has a few hundred.

use cert_verify::json::Limits;

/// 400 services with summaries and keywords in two languages take 500 KB; 2 MB is four times that, and
/// is read within a frame or two on a phone.
pub(crate) const INDEX: Limits = Limits { bytes: 2_097_152, depth: 16, items: 100_000 };

/// One file of a folder: a form of a thousand fields has 512 KB (`cert-fill`).
pub(crate) const FILE_BYTES: u64 = 524_288;

/// Services of one department.
pub(crate) const SERVICES: usize = 2_000;

/// Types of certificates of one department: the city's library has some six hundred in all.
pub(crate) const TYPES: usize = 600;

/// Rules of one department: each is looked at for each certificate held.
pub(crate) const RULES: usize = 200;

/// Conditions of one rule, and how deep they stand in one another: the longest of the city's has some twenty.
pub(crate) const CONDITIONS: usize = 64;
/// See [`CONDITIONS`].
pub(crate) const CONDITION_DEPTH: usize = 6;

/// What may be the case, by one rule; a permit has three states.
pub(crate) const STATES: usize = 8;

/// Services that one suggestion names; a new company has six.
pub(crate) const RULE_SERVICES: usize = 12;

/// Life events, and services in one.
pub(crate) const EVENTS: usize = 200;

/// Offices: every community centre of the city is one.
pub(crate) const OFFICES: usize = 500;

/// Keywords of one service: Chinese, pinyin, initials, English and everyday words.
pub(crate) const KEYWORDS: usize = 100;

/// Certificates that one form can use.
pub(crate) const NEEDS: usize = 50;

/// What is named of what is passed over; an index with more is not read much at all.
pub(crate) const SKIPPED: usize = 50;

/// Characters of a name, a path, a keyword.
pub(crate) const NAME: usize = 200;
