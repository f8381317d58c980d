"""Addresses of communication."""

from __future__ import annotations

from django.urls import path

from kaganek.communication.views import chat, chat_rooms

app_name = "communication"
urlpatterns = [
    path("czat/", chat_rooms.rooms, name="chats"),
    path("czat/nowy/<int:space_id>/", chat_rooms.new, name="chat_new"),
    path("czat/<int:room_id>/", chat.room, name="chat"),
    path("czat/<int:room_id>/wypowiedz/", chat.speak, name="chat_say"),
    path("czat/<int:room_id>/linie/", chat.lines, name="chat_lines"),
    path("czat/<int:room_id>/bilet/", chat.ticket, name="chat_ticket"),
    path("czat/<int:room_id>/przeczytane/", chat.read, name="chat_read"),
    path("czat/<int:room_id>/ustawienia/", chat_rooms.change, name="chat_change"),
    path("czat/<int:room_id>/zamknij/", chat_rooms.close, name="chat_close"),
    path("czat/<int:room_id>/zapis/", chat_rooms.transcript, name="chat_transcript"),
    path("czat/<int:room_id>/zapis.<str:fmt>", chat_rooms.transcript_file, name="chat_transcript_file"),
    path("czat/wypowiedzi/<int:line_id>/wycofaj/", chat.withdraw, name="chat_withdraw"),
]
