"""Pages about the files of a paper, and the files themselves."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.journeys.exporting import export_paper
from sharing.papers.figures.actions import MOST, add_figure, remove_figure
from sharing.papers.figures.models import Figure
from sharing.papers.figures.storing import opened
from sharing.papers.models import Paper
from sharing.web.faults import status_of
from sharing.web.forms.files import FigureForm
from sharing.web.page import page
from sharing.web.requests import MemberRequest
from sharing.web.restraint import restrained

INTERNAL = "/_protected/"  #: where the server in front finds files; nobody else reaches it
# An image opened by itself is a page too: one that may do nothing, and that other sites cannot embed.
AS_A_FILE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
EXTENSIONS = {Figure.Kind.PNG: "png", Figure.Kind.JPEG: "jpg"}


@page(Paper, Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
@restrained("images")
def figures(request: MemberRequest, paper: Paper) -> HttpResponse:
    """The figures of the working copy, and the form that adds one."""
    form = FigureForm(request.POST, request.FILES) if request.method == "POST" else FigureForm()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            add_figure(paper, name=form.cleaned_data["name"], image=form.cleaned_data["image"], by=request.viewer)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            status = status_of(refusal)
        else:
            messages.success(request, "The figure is added.")
            return redirect("figures", paper.pk)

    shown = Figure.objects.visible_to(request.viewer).of_working_copy().filter(paper=paper).order_by("name")
    context = {"section": "papers", "paper": paper, "form": form, "figures": shown, "most": MOST}
    if form.errors and status == 200:
        status = 422
    return render(request, "papers/figures.html", context, status=status)


@page(Figure, Right.EDIT, of_paper=True)
@require_POST
def remove(request: MemberRequest, figure: Figure) -> HttpResponse:
    remove_figure(figure, by=request.viewer)
    messages.success(request, "The figure is taken out. Versions that have it keep it.")
    return redirect("figures", figure.paper_id)


@page(Figure, of_paper=True)
@require_safe
def figure(request: HttpRequest, figure: Figure) -> HttpResponseBase:  # noqa: ARG001 -- every view takes one
    """The image itself. Once the guard has let it through, the database is not asked again."""
    if settings.SENDFILE == "x-accel":
        response: HttpResponseBase = HttpResponse(headers={"X-Accel-Redirect": f"{INTERNAL}{figure.stored_as}"})
    else:
        response = FileResponse(opened(figure))
    file_name = f"figure-{str(figure.pk)[:8]}.{EXTENSIONS[Figure.Kind(figure.kind)]}"
    headers = {"Content-Type": figure.kind, "Content-Disposition": f'inline; filename="{file_name}"', **AS_A_FILE}
    for name, value in headers.items():
        response[name] = value
    return response


@page(Paper, Right.READ)
@require_POST
@restrained("exports")
def export(request: MemberRequest, paper: Paper) -> FileResponse:
    """The paper as a file to take away: of its working copy where that is asked for, of its latest version else."""
    taken = export_paper(paper, by=request.viewer, of_working_copy=request.POST.get("words") == "working-copy")
    response = FileResponse(
        taken.content, as_attachment=True, filename=taken.file_name, content_type=taken.content_type
    )
    for name, value in AS_A_FILE.items():
        response[name] = value
    return response
