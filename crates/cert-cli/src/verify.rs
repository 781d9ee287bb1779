//! `certfill verify`: files in, the core's report out. A case (a receipt with what the office said since) is
//! followed instead.

use cert_fill::progress::{CaseFile, Judge};
use cert_verify::{
    Binding, Certificate, Policy, Report, RootKeys, StatusEvidence, Trust, TrustList, UnixTime,
    Verdict,
};

use crate::args::Verify;
use crate::{Failure, Io, case, clock, files, report};

pub(crate) fn run(options: &Verify, io: &mut Io<'_>) -> Result<u8, Failure> {
    let now = clock::time(options.at.as_deref())?;
    let trust = trust(options, now, io)?;
    let mut status = StatusEvidence::none();
    for file in &options.status {
        status.add(&files::read(file, io)?, now);
    }
    for file in &options.crls {
        status.add_crl(&files::read(file, io)?);
    }
    for file in &options.card_revocations {
        status.add_card_revocations(&files::read(file, io)?);
    }
    let mut policy = Policy::strict().with_crl_required(options.require_crl);
    if options.allow_legacy_typ {
        policy = policy.with_legacy_typ(true);
    }
    policy = policy.with_expiry_required(options.require_expiry);
    if let Some(entries) = options.least_status_entries {
        policy = policy.with_least_status_entries(entries);
    }
    // The tolerance is for clocks that differ; a time that is given is meant to the second.
    if options.at.is_some() {
        policy = policy.with_clock_skew(0);
    }
    let binding = match (&options.nonce, &options.audience) {
        (Some(nonce), Some(audience)) => Binding::Required { nonce, audience },
        _ => Binding::NotAsked,
    };
    let bytes = files::read(&options.file, io)?;
    if let Ok(file) = CaseFile::parse(&bytes) {
        let judge = Judge { trust: &trust, status: &status, policy: &policy, now };
        return Ok(case::show(&file, &judge, options.lang.into(), options.json, io));
    }
    let report = match Certificate::parse(&bytes) {
        Ok(certificate) => {
            cert_verify::verify(&certificate, &trust, &status, binding, &policy, now).report
        }
        Err(report) => report,
    };
    show(options, &report, io);
    Ok(match report.verdict() {
        Verdict::Valid => 0,
        Verdict::Invalid => 1,
        Verdict::Undetermined => 2,
    })
}

fn show(options: &Verify, report: &Report, io: &mut Io<'_>) {
    if options.json {
        io.result(&report.to_json().to_string());
    } else {
        io.result(report::in_words(report, options.lang.into()).trim_end());
    }
}

/// Everything the arguments ask to trust.
fn trust(options: &Verify, now: UnixTime, io: &mut Io<'_>) -> Result<Trust, Failure> {
    let mut trust = Trust::nobody();
    for file in &options.keys {
        let named = |code: cert_verify::Code| {
            Failure::usage(format!("--key {}: {}", file.display(), code.as_str()))
        };
        for key in cert_verify::trusted_keys_from(&files::read(file, io)?).map_err(named)? {
            trust = trust.with_any_issuer(key);
        }
    }
    if let (Some(list), Some(root)) = (&options.trust_list, &options.trust_root) {
        let roots = RootKeys::from_json(&files::read_json(root, io)?).map_err(|code| {
            Failure::usage(format!("--trust-root {}: {}", root.display(), code.as_str()))
        })?;
        // Without its list a verifier trusts nobody: the certificate is then undetermined, which
        // is an answer, where a wrong usage would be none.
        match TrustList::accept(&files::read(list, io)?, &roots, None, now) {
            Ok(list) => {
                if !list.unread().is_empty() {
                    io.message(&format!(
                        "not read of the trust list: {}",
                        report::printable(&list.unread().join(", "))
                    ));
                }
                trust = match options.any_type {
                    true => trust.with_list_of_any_type(&list),
                    false => trust.with_list(&list),
                };
            }
            Err(code) => io.message(&format!("the trust list is not used: {}", code.as_str())),
        }
    }
    Ok(trust)
}
