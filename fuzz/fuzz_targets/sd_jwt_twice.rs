//! SD-JWT processing against a second processor: both must agree whether there are claims, and on the
//! claims.

#![no_main]

#[path = "../second/generate.rs"]
mod generate;
#[path = "../second/naive.rs"]
mod naive;

use cert_verify::sd_jwt::SdJwt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let made = generate::make(&mut generate::Choices(data));
    let header = naive::encode(br#"{"alg":"Ed25519","typ":"dc+sd-jwt"}"#);
    let payload = naive::encode(made.payload.to_string().as_bytes());
    let mut text = format!("{header}.{payload}.AAAA~");
    for disclosure in &made.disclosures {
        text += disclosure;
        text.push('~');
    }
    let engine = SdJwt::parse(&text).and_then(|parsed| parsed.processed_payload());
    let second = naive::process(&made.payload, &made.disclosures);
    match (&engine, &second) {
        (Ok(engine), Ok(second)) => assert_eq!(engine, second, "{}", made.payload),
        (Err(_), Err(_)) => {}
        _ => panic!("{engine:?} and {second:?} of {} {:?}", made.payload, made.disclosures),
    }
});
