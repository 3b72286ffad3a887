// @ts-check
// Passkeys: asks the browser for one and puts its answer into the form.
// A form marked data-passkey="login | get | create" has a hidden field "credential";
// data-options names the element that holds the server's questions as JSON.

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
export const bytesOf = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

/** @param {ArrayBuffer} buffer @returns {string} base64url */
export const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** @param {any[] | undefined} list */
const descriptors = (list) =>
  (list ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));

/** What the server asks for a new passkey, as the browser wants to hear it.
 * @param {any} asked @param {boolean} alone whether it opens without the password */
export const creationOptions = (asked, alone) => ({
  ...asked,
  challenge: bytesOf(asked.challenge),
  user: { ...asked.user, id: bytesOf(asked.user.id) },
  excludeCredentials: descriptors(asked.excludeCredentials),
  authenticatorSelection: {
    ...asked.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  },
});

/** What the server asks of a known passkey.
 * @param {any} asked */
export const requestOptions = (asked) => ({
  ...asked,
  challenge: bytesOf(asked.challenge),
  allowCredentials: descriptors(asked.allowCredentials),
});

/** The browser's answer as JSON.
 * @param {any} credential */
export const plain = (credential) => {
  const answer = credential.response;
  const common = {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
  const clientDataJSON = textOf(answer.clientDataJSON);
  if (answer.attestationObject) {
    const attestationObject = textOf(answer.attestationObject);
    const transports = answer.getTransports?.() ?? [];
    return { ...common, response: { clientDataJSON, attestationObject, transports } };
  }
  return {
    ...common,
    response: {
      clientDataJSON,
      authenticatorData: textOf(answer.authenticatorData),
      signature: textOf(answer.signature),
      userHandle: answer.userHandle ? textOf(answer.userHandle) : null,
    },
  };
};

/** @param {HTMLFormElement} form */
const options = async (form) => {
  if (form.dataset.passkey !== "login") {
    const held = document.getElementById(form.dataset.options ?? "");
    return JSON.parse(held?.textContent ?? "{}");
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("the server did not answer");
  return answer.json();
};

/** @param {HTMLFormElement} form */
const credential = async (form) => {
  const asked = await options(form);
  if (form.dataset.passkey === "create") {
    const box = form.querySelector("input[name=passwordless]");
    const alone = box instanceof HTMLInputElement && box.checked;
    const publicKey = creationOptions(asked.creation_options.publicKey, alone);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = requestOptions(asked.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
};

/** @param {HTMLFormElement} form @param {string} words */
const fault = (form, words) => {
  const place = form.querySelector("[data-passkey-fault]");
  if (!(place instanceof HTMLElement)) return;
  place.textContent = words;
  place.hidden = false;
};

const REFUSED =
  "No passkey was given: it was cancelled, took too long, or this device has none " +
  "for this address. Try again, or use another way.";

/** @param {HTMLFormElement} form */
const prepare = (form) => {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const given = await credential(form);
      const field = form.elements.namedItem("credential");
      if (!given || !(field instanceof HTMLInputElement)) throw new Error(REFUSED);
      field.value = JSON.stringify(plain(given));
      form.submit();
    } catch {
      fault(form, REFUSED);
    }
  });
};

if (typeof window !== "undefined" && "PublicKeyCredential" in window) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (form instanceof HTMLFormElement) prepare(form);
  }
} else if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-passkey=create]")) {
    if (form instanceof HTMLFormElement) {
      fault(form, "This browser offers no passkeys at this address. Use an app.");
    }
  }
}
