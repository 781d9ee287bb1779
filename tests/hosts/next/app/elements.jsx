'use client';

import { useEffect, useRef, useState } from 'react';
import 'certfill/define';

// Drawn on the server as empty tags. React gives a tag that a server has drawn neither objects nor listeners of its own kind,
// so both are handed over once it is alive.
export function Elements({ issuers }) {
  const verify = useRef(null);
  const fill = useRef(null);
  const [shown, setShown] = useState('');
  const [filled, setFilled] = useState('');
  useEffect(() => {
    verify.current.issuers = issuers;
    const end = new AbortController();
    const on = (element, kind, hear) =>
      element.addEventListener(kind, ({ detail }) => hear(detail), { signal: end.signal });
    on(verify.current, 'certfill-result', ({ accepted, claims, code }) => setShown(accepted ? claims.name : code));
    on(verify.current, 'certfill-error', ({ code }) => setShown(code));
    on(fill.current, 'certfill-receipt', ({ receipt }) => setFilled(receipt));
    on(fill.current, 'certfill-error', ({ code }) => setFilled(code));
    return () => end.abort();
  }, [issuers]);
  return (
    <>
      <form>
        <certfill-verify ref={verify} name="certificate" disclose="name" />
      </form>
      <p>
        Shown: <output id="shown">{shown}</output>
      </p>
      <certfill-fill ref={fill} form="https://shop.example/forms/open-account" wallet="https://wallet.example" />
      <p>
        Filled in: <output id="filled">{filled}</output>
      </p>
    </>
  );
}
