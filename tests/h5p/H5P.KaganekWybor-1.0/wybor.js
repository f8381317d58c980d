// One question with one right answer: the smallest content type that scores, is answered and can be resumed.
H5P.KaganekWybor = (function () {
  function Wybor(params, id, extras) {
    H5P.EventDispatcher.call(this);
    this.params = params;
    this.contentId = id;
    this.subContentId = extras && extras.subContentId;
    this.chosen = extras && extras.previousState ? extras.previousState.chosen : null;
    this.checked = Boolean(extras && extras.previousState && extras.previousState.checked);
  }
  Wybor.prototype = Object.create(H5P.EventDispatcher.prototype);
  Wybor.prototype.constructor = Wybor;

  Wybor.prototype.getTitle = function () { return this.params.question; };
  Wybor.prototype.getMaxScore = function () { return 1; };
  Wybor.prototype.getScore = function () { return this.checked && this.chosen === this.params.right ? 1 : 0; };
  Wybor.prototype.getCurrentState = function () {
    return this.chosen === null ? undefined : { chosen: this.chosen, checked: this.checked };
  };

  Wybor.prototype.attach = function ($place) {
    const own = this;
    const name = "wybor-" + (this.subContentId || this.contentId);
    const form = document.createElement("form");
    form.className = "kaganek-wybor";
    const group = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = this.params.question;
    group.append(legend);
    this.params.options.forEach(function (words, at) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "radio"; input.name = name; input.value = String(at); input.checked = own.chosen === at;
      input.addEventListener("change", function () { own.chosen = at; own.triggerXAPI("interacted"); });
      label.append(input, " " + words);
      group.append(label);
    });
    const button = document.createElement("button");
    button.type = "submit"; button.textContent = "Sprawdź";
    const told = document.createElement("p");
    told.setAttribute("role", "status"); told.dataset.wynik = "";
    told.textContent = this.checked ? this.verdict() : "";
    form.append(group, button, told);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (own.chosen === null) return;
      own.checked = true;
      told.textContent = own.verdict();
      own.answered();
    });
    $place.append(form);
    this.setActivityStarted();
  };

  Wybor.prototype.verdict = function () { return this.getScore() ? "Dobrze" : "Jeszcze nie"; };

  Wybor.prototype.answered = function () {
    const event = this.createXAPIEventTemplate("answered");
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.getScore() === this.getMaxScore());
    event.data.statement.result.response = String(this.chosen);
    const definition = event.getVerifiedStatementValue(["object", "definition"]);
    definition.interactionType = "choice";
    definition.description = { "en-US": "<p>" + this.params.question + "</p>" };
    definition.correctResponsesPattern = [String(this.params.right)];
    definition.choices = this.params.options.map(function (words, at) {
      return { id: String(at), description: { "en-US": words } };
    });
    this.trigger(event);
  };
  return Wybor;
})();
