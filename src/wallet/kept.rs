//! Drafts and submissions in the vault: which speaks for which, and what may be stored.

use cert_fill::Whom;
use cert_verify::put_in_order;

use super::{DraftRecord, Submission, VaultData};

/// What became of a draft that was to be stored.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftKept {
    /// It is stored, with this revision.
    Stored(u32),
    /// Another tab has stored this one since ours was read. Ours was not stored.
    ChangedElsewhere(Box<DraftRecord>),
    /// It is being sent or was sent: here is the submission. Ours was not stored.
    Sent(String),
    /// It was deleted, or another one was begun. Ours was not stored.
    Gone,
}

impl VaultData {
    /// The drafts of a form, the one that was changed last before the others.
    #[must_use]
    pub fn drafts_of(&self, form: &str) -> Vec<&DraftRecord> {
        let mut found: Vec<_> = self.drafts.iter().filter(|draft| draft.form == form).collect();
        put_in_order(&mut found, |a, b| b.changed.cmp(&a.changed));
        found
    }

    /// The draft of a form that was changed last, for whomever it is.
    #[must_use]
    pub fn draft(&self, form: &str) -> Option<&DraftRecord> {
        self.drafts_of(form).into_iter().next()
    }

    /// The draft of a form for this person; for oneself where there is none.
    #[must_use]
    pub fn draft_for(&self, form: &str, whom: Option<&Whom>) -> Option<&DraftRecord> {
        self.drafts_of(form).into_iter().find(|draft| draft.whom.as_ref() == whom)
    }

    /// The files that drafts name, by digest.
    #[must_use]
    pub fn files_needed(&self) -> Vec<String> {
        self.drafts.iter().flat_map(DraftRecord::digests).collect()
    }

    /// Stores a changed draft over the revision that it was read with, or a new one in place
    /// of any other of its form for the same person.
    pub fn keep_draft(&mut self, record: &DraftRecord) -> DraftKept {
        if let Some(submission) = self.speaks_for(&record.id) {
            return DraftKept::Sent(submission.id.clone());
        }
        let known = self.drafts.iter_mut().find(|known| known.id == record.id);
        match known {
            Some(known) if known.revision == record.revision => {
                let revision = known.revision.wrapping_add(1);
                let submission = known.submission.take();
                *known = DraftRecord { revision, submission, ..record.clone() };
                DraftKept::Stored(revision)
            }
            Some(known) => DraftKept::ChangedElsewhere(Box::new(known.clone())),
            None if record.revision == 0 => self.begin_draft(record),
            None => DraftKept::Gone,
        }
    }

    /// Another draft of the form for the same person gives way, unless bytes of it may be on their way.
    fn begin_draft(&mut self, record: &DraftRecord) -> DraftKept {
        let old = self.draft_for(&record.form, record.whom.as_ref());
        if let Some(old) = old
            && let Some(submission) = self.speaks_for(&old.id)
            && submission.in_doubt()
        {
            return DraftKept::Sent(submission.id.clone());
        }
        if let Some(old) = old.map(|old| old.id.clone()) {
            self.remove_draft(&old);
        }
        self.drafts.push(DraftRecord { revision: 1, ..record.clone() });
        DraftKept::Stored(1)
    }

    /// Takes a draft away, with what was prepared from it and never left.
    pub fn remove_draft(&mut self, id: &str) -> Option<DraftRecord> {
        let at = self.drafts.iter().position(|draft| draft.id == id)?;
        let gone = self.drafts.remove(at);
        self.outbox.retain(|one| one.draft != gone.id || !one.untouched());
        Some(gone)
    }
}

impl VaultData {
    /// The submission with this id.
    #[must_use]
    pub fn submission(&self, id: &str) -> Option<&Submission> {
        self.outbox.iter().find(|one| one.id == id)
    }

    /// What goes on by itself: what may have left without a receipt, and what has every
    /// receipt while its draft is still there, because the page was gone in between.
    pub fn under_way(&self) -> impl Iterator<Item = &Submission> {
        let has_draft = |one: &Submission| self.drafts.iter().any(|draft| draft.id == one.draft);
        self.outbox.iter().filter(move |one| one.in_flight() || (one.all_sent() && has_draft(one)))
    }

    /// The submission that stands for this draft: its bytes may have left, so the draft can
    /// neither be changed nor sent again.
    #[must_use]
    pub fn speaks_for(&self, draft: &str) -> Option<&Submission> {
        let mut ours = self.outbox.iter().filter(|one| one.draft == draft);
        let doubtful = ours.clone().find(|one| one.in_doubt());
        // A form of several offices may be sent in parts: only when none is left is it sent.
        doubtful.or_else(|| {
            let all = ours.clone().all(Submission::all_sent);
            ours.next_back().filter(|_| all)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wallet::submission_for_tests as submission;
    use crate::wallet::{Problem, RECEIPT_NOT_TRUSTED, Stage, Way};
    use serde_json::json;

    fn record() -> DraftRecord {
        DraftRecord {
            id: "d".into(),
            form: "residence-permit".into(),
            revision: 3,
            integrity: "sha256-x".into(),
            changed: 1_000,
            way: Way::Typing,
            step: "home".into(),
            draft: json!({"a": [{"digest": "sha-256=:a+b/c=:"}]}),
            used: json!({"permit": ["id"]}),
            submission: None,
            typed_on: Vec::new(),
            files: Vec::new(),
            history: serde_json::Value::Null,
            again: None,
            whom: None,
        }
    }

    fn vault() -> VaultData {
        VaultData { drafts: vec![record()], ..VaultData::default() }
    }

    #[test]
    fn a_draft_that_is_being_sent_does_not_expire() {
        let late = record().expires();
        assert!(record().expired(late) && !record().expired(late - 1));
        let sending = DraftRecord { submission: Some("s".into()), ..record() };
        assert!(!sending.expired(late * 10));
    }

    #[test]
    fn the_files_of_a_draft_are_found_wherever_they_stand() {
        assert_eq!(record().digests(), ["a-b_c"]);
    }

    #[test]
    fn of_two_tabs_that_change_one_draft_the_second_is_told_and_stores_nothing() {
        let mut data = vault();
        let mine = DraftRecord { draft: json!({"a": 1}), ..record() };
        let theirs = DraftRecord { draft: json!({"a": 2}), ..record() };
        assert_eq!(data.keep_draft(&mine), DraftKept::Stored(4));
        let DraftKept::ChangedElsewhere(known) = data.keep_draft(&theirs) else {
            panic!("overwritten")
        };
        assert_eq!(known.draft, json!({"a": 1}));
        assert_eq!(data.keep_draft(&DraftRecord { revision: 4, ..theirs }), DraftKept::Stored(5));
    }

    #[test]
    fn a_draft_that_may_have_left_takes_no_changes_and_no_successor() {
        let mut data = vault();
        let mut sent = submission("s", "d", &["psb"]);
        sent.filings[0].stage = Stage::Sending;
        data.outbox.push(sent);
        assert_eq!(data.keep_draft(&record()), DraftKept::Sent("s".into()));
        let other = DraftRecord { id: "e".into(), revision: 0, ..record() };
        assert_eq!(data.keep_draft(&other), DraftKept::Sent("s".into()));
        data.outbox[0].filings[0].stage = Stage::Sent;
        assert_eq!(data.keep_draft(&other), DraftKept::Stored(1));
        assert_eq!((data.outbox.len(), data.drafts.len()), (1, 1), "what was sent stays");
    }

    #[test]
    fn a_change_of_a_deleted_draft_does_not_bring_it_back() {
        let mut data = vault();
        data.outbox.push(submission("s", "d", &["psb"]));
        assert!(data.remove_draft("d").is_some());
        assert!(data.outbox.is_empty(), "nothing of it had left");
        assert_eq!(data.keep_draft(&record()), DraftKept::Gone);
        assert!(data.drafts.is_empty());
    }

    #[test]
    fn each_person_has_a_draft_of_their_own_and_one_gives_way_only_to_its_successor() {
        let mut data = vault();
        let whom = |name: &str| Whom {
            by: "delegation".into(),
            name: name.into(),
            id: Some(format!("number of {name}")),
        };
        let begun = |id: &str, whom: Option<Whom>, changed| DraftRecord {
            id: id.into(),
            revision: 0,
            whom,
            changed,
            ..record()
        };
        let (mother, father) = (whom("mother"), whom("father"));
        let ids = |data: &VaultData| {
            let drafts = data.drafts_of("residence-permit").into_iter();
            drafts.map(|draft| draft.id.clone()).collect::<Vec<_>>()
        };
        // The one from before says nobody, so it is one's own.
        assert_eq!(data.draft_for("residence-permit", None).unwrap().id, "d");
        assert_eq!(data.draft_for("residence-permit", Some(&mother)), None);
        for (id, whom, changed) in [("m", &mother, 3_000), ("f", &father, 2_000)] {
            let record = begun(id, Some(whom.clone()), changed);
            assert_eq!(data.keep_draft(&record), DraftKept::Stored(1));
        }
        assert_eq!(ids(&data), ["m", "f", "d"], "the one of the last change first");
        assert_eq!(data.draft_for("residence-permit", Some(&father)).unwrap().id, "f");
        // What is on its way for one holds up no other.
        let mut sent = submission("s", "m", &["psb"]);
        sent.filings[0].stage = Stage::Sending;
        data.outbox.push(sent);
        assert_eq!(data.keep_draft(&begun("e", None, 4_000)), DraftKept::Stored(1));
        let again = begun("n", Some(mother), 5_000);
        assert_eq!(data.keep_draft(&again), DraftKept::Sent("s".into()));
        assert_eq!(ids(&data), ["e", "m", "f"]);
        assert_eq!(data.remove_draft("f").unwrap().whom, Some(father));
        assert_eq!(ids(&data), ["e", "m"]);
    }

    #[test]
    fn a_backup_brings_back_the_drafts_of_those_who_have_none() {
        let mut data = vault();
        let mother = Whom { by: "delegation".into(), name: "mother".into(), id: None };
        let theirs = |id: &str, whom| DraftRecord { id: id.into(), whom, ..record() };
        let father = Whom { by: "delegation".into(), name: "father".into(), id: None };
        // One that was not said to be for somebody is the same one after that was chosen.
        let drafts = vec![theirs("e", None), theirs("m", Some(mother)), theirs("d", Some(father))];
        data.merge(VaultData { drafts, ..VaultData::default() });
        let ids: Vec<&str> = data.drafts.iter().map(|draft| draft.id.as_str()).collect();
        assert_eq!(ids, ["d", "m"]);
    }

    #[test]
    fn only_a_press_of_send_writes_the_submission() {
        let mut data = vault();
        data.drafts[0].submission = Some("s".into());
        data.keep_draft(&record());
        assert_eq!(data.drafts[0].submission.as_deref(), Some("s"));
    }

    #[test]
    fn a_draft_is_taken_while_bytes_of_it_may_be_with_an_office() {
        let mut data = VaultData::default();
        data.outbox.push(submission("s", "d", &["psb", "tax"]));
        assert!(data.speaks_for("d").is_none(), "nothing has left");
        data.outbox[0].filings[0].stage = Stage::Sending;
        assert!(data.speaks_for("d").is_some() && data.speaks_for("e").is_none());
        data.outbox[0].filings[0].stage = Stage::Sent;
        assert!(data.speaks_for("d").is_none(), "the rest may still go");
        data.outbox[0].filings[1].stage = Stage::NeedsYou;
        assert!(data.speaks_for("d").is_none(), "a definite no can be mended");
        data.outbox[0].filings[1].problem =
            Some(Problem { code: RECEIPT_NOT_TRUSTED.into(), errors: Vec::new() });
        assert!(data.speaks_for("d").is_some(), "the office has it");
        data.outbox[0].filings[1].stage = Stage::Sent;
        assert!(data.speaks_for("d").is_some());
    }
}
