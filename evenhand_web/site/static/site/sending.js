// While a form with a file is on its way: say so after a moment, and do not let it be sent twice.
for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", () => {
    const said = document.getElementById(form.dataset.sending);
    form.querySelector("button.button").disabled = true;
    setTimeout(() => { said.textContent = said.dataset.words; }, 300);
  });
}
// Coming back with the back button shows the form as it was before sending.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
