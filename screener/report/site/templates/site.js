// Narrows the table of runs down. Without it the table is whole, and nothing else of the site needs a script.
"use strict";

const find = document.getElementById("find");
const found = document.getElementById("found");
const words = document.getElementById("words");
const choices = [...find.querySelectorAll("select")];
const rows = [...document.querySelectorAll("#all tbody tr")].map((row) => ({
  row,
  text: Object.values(row.dataset).concat(row.textContent).join(" ").toLowerCase(),
}));

for (const choice of choices) {
  const value = ({ row }) => row.dataset[choice.id];
  const label = (entry) => (choice.id === "portfolio" ? entry.row.cells[0].textContent : value(entry));
  const listed = [...new Map(rows.map((entry) => [value(entry), label(entry)]))].sort();
  if (choice.id === "quarter") listed.reverse();
  choice.append(...listed.map(([key, text]) => new Option(text, key)));
}

function narrow() {
  const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { row, text } of rows) {
    const fits = sought.every((word) => text.includes(word))
      && choices.every((choice) => !choice.value || row.dataset[choice.id] === choice.value);
    row.hidden = !fits;
    shown += fits;
  }
  found.textContent = shown ? `${shown} of ${rows.length} runs shown` : `No run fits; there are ${rows.length}`;
}

find.addEventListener("input", narrow);
document.getElementById("clear").addEventListener("click", () => {
  words.value = "";
  for (const choice of choices) choice.value = "";
  narrow();
  words.focus();
});
find.hidden = false;
narrow();
