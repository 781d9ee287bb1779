import { verify } from 'certfill';
import specimen from '../specimen.json';
import { Elements } from './elements.jsx';
import { Verdict } from './verdict.jsx';

// Checked on the server when the page is asked for, and again in the visitor's browser.
export const dynamic = 'force-dynamic';

export default async function Page() {
  const { at, input, keys } = specimen;
  const { verdict } = await verify(input, { keys, at });
  return (
    <main>
      <h1>A shop</h1>
      <p>
        On the server: <output id="server">{verdict}</output>
      </p>
      <Verdict input={input} options={{ keys, at }} />
      <Elements issuers={keys} />
    </main>
  );
}
