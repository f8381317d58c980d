// A page of contents, one below another: what they got together is the page's own result.
H5P.KaganekStrona = (function () {
  function Strona(params, id, extras) {
    H5P.EventDispatcher.call(this);
    const own = this;
    const before = (extras && extras.previousState && extras.previousState.children) || [];
    this.contentId = id;
    this.params = params;
    this.children = params.content.map(function (one, at) {
      const child = H5P.newRunnable(Object.assign({ userDatas: { state: before[at] } }, one), id, undefined, true, { parent: own });
      return child;
    });
  }
  Strona.prototype = Object.create(H5P.EventDispatcher.prototype);
  Strona.prototype.constructor = Strona;

  Strona.prototype.getTitle = function () { return this.params.title; };
  Strona.prototype.sum = function (name) { return this.children.reduce(function (sum, one) { return sum + one[name](); }, 0); };
  Strona.prototype.getScore = function () { return this.sum("getScore"); };
  Strona.prototype.getMaxScore = function () { return this.sum("getMaxScore"); };
  Strona.prototype.getCurrentState = function () {
    return { children: this.children.map(function (one) { return one.getCurrentState() || null; }) };
  };

  Strona.prototype.attach = function ($place) {
    const own = this;
    const heading = document.createElement("h1");
    heading.id = "strona"; heading.textContent = this.params.title;
    $place.append(heading);
    this.children.forEach(function (one) {
      const below = document.createElement("section");
      $place.append(below);
      one.attach(H5P.jQuery(below));
    });
    const button = document.createElement("button");
    button.type = "button"; button.id = "koniec"; button.textContent = "Zakończ";
    button.addEventListener("click", function () {
      own.triggerXAPIScored(own.getScore(), own.getMaxScore(), "completed", true, own.getScore() === own.getMaxScore());
    });
    $place.append(button);
    this.setActivityStarted();
  };
  return Strona;
})();
