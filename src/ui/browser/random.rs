//! Randomness: `crypto.getRandomValues`.

/// Fills the buffer. A browser without it cannot start the app at all, so
/// failing here means that the machine itself is broken.
pub fn fill(buffer: &mut [u8]) {
    web_sys::window()
        .and_then(|window| window.crypto().ok())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(buffer).ok())
        .expect("every browser that runs WebAssembly has crypto.getRandomValues");
}

/// An array of random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    fill(&mut buffer);
    buffer
}

/// A local id: 128 random bits, never sent anywhere.
pub fn id() -> String {
    cert_verify::base64url::encode(&bytes::<16>())
}
