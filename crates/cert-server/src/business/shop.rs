//! What a business's back end does with what its page hands it: it believes nothing and checks again. Two
//! questions of a demonstration page, which a real business would ask behind its own log-in.

use axum::{body::Body, extract::State, http::Request, response::Response};
use cert_fill::{Receipt, receipt::TYPE};
use cert_verify::{Binding, Certificate, Policy, StatusEvidence, Trust, verify};
use serde_json::{Value, json};

use crate::{
    Server, Shared, answer, body,
    db::filings,
    problem::{Code, Problem},
};

/// A certificate with a photograph, in text.
const MAX_BODY: usize = 262_144;

/// `GET /business/config.json`: what the pages of this business have to know of the place that they are in.
pub(crate) async fn described(State(server): State<Shared>) -> Result<Response, Problem> {
    let own = server.config.office.as_ref().ok_or(Code::NotFound)?;
    // Whether the element that verifies is served here, with its engine.
    let has = |path| server.files.as_ref().is_some_and(|files| files.has(path));
    let verify = has("/certfill/elements/verify.mjs") && has("/certfill/dist/cert_wasm_bg.wasm");
    let told = json!({"verify": verify, "wallet": own.wallets.first(), "trust_list": own.trust_list, "name": own.name.to_json(),
        "trust_roots": own.trust_roots.as_ref().map(|(_, said)| said)});
    Ok(answer::json(200, &told))
}

/// `POST /business/receipt`: the receipt that the page was given, as it is. Says what the office has filed under
/// it, once its own signature is found good.
pub(crate) async fn receipt(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let token = text(request).await?;
    let case_no = ours(&server, &token).ok_or(Code::NotFound)?;
    let office = server.own.map(|office| office.slug).ok_or(Code::NotFound)?;
    let filed = filings::content(&server.database, office, &case_no, &token)
        .await?
        .ok_or(Code::NotFound)?;
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    Ok(answer::json(
        200,
        &json!({"case_no": case_no, "answers": read(&filed.answers), "verified": read(&filed.verified),
            "declared": read(&filed.declared)}),
    ))
}

/// The case of a receipt that this office has signed.
fn ours(server: &Server, token: &str) -> Option<String> {
    let office = server.own?;
    let key = server.keys.of(office).public();
    let certificate = Certificate::parse(token.as_bytes()).ok()?;
    let trust = Trust::nobody().with_any_issuer_key(key);
    let nothing = StatusEvidence::none();
    let result =
        verify(&certificate, &trust, &nothing, Binding::NotAsked, &Policy::strict(), server.now());
    let verified = result.verified?;
    let is_receipt = verified.claims().get("vct").and_then(Value::as_str) == Some(TYPE);
    let receipt = Receipt::read(verified.claims()).ok()?;
    (is_receipt && verified.issuer() == office.issuer).then(|| receipt.case_no.clone())
}

/// `POST /business/check`: a certificate that the page was shown, as received. Gives the report of the same code
/// that ran in the browser, with this server's own lists.
pub(crate) async fn check(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let text = text(request).await?;
    let own = server.config.office.as_ref().ok_or(Code::NotFound)?;
    let lists = server.city.lists(&server, own, std::slice::from_ref(&text)).await?;
    let report = match Certificate::parse(text.as_bytes()) {
        Ok(certificate) => {
            let policy = Policy::strict();
            verify(
                &certificate,
                &lists.trust,
                &lists.status,
                Binding::NotAsked,
                &policy,
                server.now(),
            )
            .report
        }
        Err(report) => report,
    };
    Ok(answer::json(200, &report.to_json()))
}

async fn text(request: Request<Body>) -> Result<String, Problem> {
    let bytes = body::read(request.into_body(), MAX_BODY).await?;
    String::from_utf8(bytes).map_err(|_| Code::RequestMalformed.into())
}
