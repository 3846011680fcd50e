/* While an organisation's name is typed, offer those that are called so. Without this the form offers them when sent. */
"use strict";
for (const field of document.querySelectorAll("input[data-near]")) {
  const place = document.getElementById(field.dataset.place);
  let wait = 0, asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const turn = ++asked;
      const sent = new URLSearchParams({ [field.name]: field.value });
      const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
      try {
        const answer = await fetch(field.dataset.near, { method: "POST", headers, body: sent });
        if (answer.ok && turn === asked) place.innerHTML = await answer.text();
      } catch (gone) { /* Offline: the form still offers them when sent. */ }
    }, 250);
  });
}
