// A form with [data-passkey] asks the device for a passkey ("create") or for its answer ("get") before it is sent.
// The server's question stands in the form as JSON, or is fetched from [data-options] when the button is pressed.
const ERRORS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", NotSupportedError: "unsupported" };

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readable(list) {
  return (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

function question({ publicKey: asked }) {
  const read = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) read.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) read.excludeCredentials = readable(asked.excludeCredentials);
  if (asked.allowCredentials) read.allowCredentials = readable(asked.allowCredentials);
  return { publicKey: read };
}

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function answer(credential) {
  const response = {};
  for (const part of PARTS) if (credential.response[part]) response[part] = text(credential.response[part]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  const written = form.querySelector("script[type='application/json']");
  if (written) return JSON.parse(written.textContent);
  const fetched = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!fetched.ok) throw new Error(`options: ${fetched.status}`);
  return (await fetched.json()).request_options;
}

function say(form, kind) {
  for (const notice of form.querySelectorAll("[data-passkey-error]")) notice.hidden = notice.dataset.passkeyError !== kind;
}

async function ask(form) {
  say(form, "");
  if (!window.PublicKeyCredential) return say(form, "unsupported");
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const asked = question(await options(form));
    const credential = await navigator.credentials[form.dataset.passkey](asked);
    form.querySelector("[name=credential]").value = JSON.stringify(answer(credential));
    form.submit();
  } catch (error) {
    say(form, ERRORS[error.name] ?? "failed");
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}
