// While a form with a file is on its way: say so after a moment, and do not let it be sent twice. What is too large is
// not sent at all: nobody pays for a video that will be refused.
const tooLarge = (input) => {
  const sizes = [...input.files].map((file) => file.size);
  return sizes.some((size) => size > input.dataset.limit) || sizes.reduce((sum, size) => sum + size, 0) > 5 * input.dataset.limit;
};
for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    const said = document.getElementById(form.dataset.sending);
    const heavy = [...form.querySelectorAll("input[type=file][data-limit]")].find(tooLarge);
    if (heavy) {
      event.preventDefault();
      heavy.setAttribute("aria-invalid", "true");
      heavy.focus();
      said.textContent = heavy.dataset.tooLarge;
      return;
    }
    (event.submitter || form.querySelector("button.button")).classList.add("sent");
    form.addEventListener("submit", (again) => again.preventDefault());
    setTimeout(() => { said.textContent = said.dataset.words; }, 300);
  });
}
// Coming back with the back button shows the form as it was before sending.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
