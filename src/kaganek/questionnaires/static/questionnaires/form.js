// Shows and hides questions as their conditions say, at once. The server judges alone what counts; without this script
// a question that an answer opens is shown after "Dalej".
const form = document.querySelector("form[data-conditional]");

const given = (code) => {
  const fields = [...form.elements].filter((one) => one.name === `o-${code}`);
  if (fields.some((one) => one.closest("[data-question][hidden]"))) return [];
  return fields
    .filter((one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked)
    .map((one) => one.value.trim())
    .filter(Boolean);
};

// true, false, or null while it is not known: the same three values as on the server
const judge = (tree) => {
  const [word, ...rest] = tree;
  if (word === "and" || word === "or") {
    const parts = rest.map(judge);
    const decisive = word === "or";
    if (parts.includes(decisive)) return decisive;
    return parts.includes(null) ? null : !decisive;
  }
  if (word === "not") {
    const inside = judge(rest[0]);
    return inside === null ? null : !inside;
  }
  const values = given(rest[0]);
  if (word === "filled") return values.length > 0 === rest[1];
  if (!values.length) return null;
  if (word === "has") return values.some((one) => one === rest[1] || (one.length > 2 && one.toLowerCase().includes(rest[1].toLowerCase())));
  if (word === "in") return rest[1].includes(values[0]);
  return rest[1] === "=" ? values[0] === rest[2] : values[0] !== rest[2];
};

const look = () => {
  for (const box of form.querySelectorAll("[data-question][data-if]")) {
    const shown = judge(JSON.parse(box.dataset.if)) === true;
    box.hidden = !shown;
    box.querySelector("[data-hidden-mark]").disabled = shown;
  }
};

if (form) {
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  look();
}
