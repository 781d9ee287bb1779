'use client';

import { useEffect, useState } from 'react';
import { reasonOf, verify, verifyMany, words } from 'certfill';

export function Verdict({ input, options }) {
  const [text, setText] = useState('');
  const [many, setMany] = useState('');
  useEffect(() => {
    const check = async () => {
      const report = await verify(input, options);
      const reason = reasonOf(report);
      setText(reason ? words(reason, navigator.language).cause : report.verdict);
      const reports = await verifyMany([input, input, 'not a certificate'], options);
      setMany(reports.map(report => report.verdict).join(' '));
    };
    check().catch(error => setText(error.words.en.cause));
  }, [input, options]);
  return (
    <>
      <p>
        One, in your browser: <output id="verdict">{text}</output>
      </p>
      <p>
        Many: <output id="many">{many}</output>
      </p>
    </>
  );
}
